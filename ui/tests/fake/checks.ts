import type { CheckOutcome, CheckStepView, CheckView, Endpoint, FieldName, NumberRow, PanelView, RowCheck, TestAnswer, TestItem, TestRunView, TestsPreview } from '../../src/lib/bridge';
import { error, type FakeDesk } from './desk';
import { problemsOf } from './panels';

// Like in `FakeDesk`, each command reads its own arguments.
type Args = Record<string, any>;

const field = { webhook: 'webhookUrl', answer: 'answerUrl' } as const;
const order = ['failed', 'warned', 'skipped', 'running', 'waiting', 'passed'];
const labels = ['Address', 'Connection', 'Certificate', 'Redirect', 'Status', 'Time'];

/** The URL's text decides the outcome: `broken` fails, `expiring` warns, `localhost` is private. */
function outcomeOf(url: string): CheckOutcome {
  return url.includes('broken') ? 'failed' : url.includes('expiring') ? 'warned' : 'passed';
}

function stepsOf(outcome: CheckOutcome): CheckStepView[] {
  return labels.map((label, at): CheckStepView => {
    if (outcome === 'failed' && at > 4) return { label, outcome: 'skipped', seen: 'Not reached.', advice: null };
    if (outcome === 'failed' && at === 4) return { label, outcome, seen: 'It answered 500.', advice: 'Answer 200.' };
    if (outcome === 'warned' && label === 'Certificate') return { label, outcome, seen: 'It ends in 5 days.', advice: 'Renew it.' };
    return { label, outcome: 'passed', seen: 'As it should be.', advice: null };
  });
}

const headlines: Record<CheckOutcome, string> = { passed: 'It answers as Plivo needs it.', warned: 'The certificate ends in 5 days.', failed: 'It answered 500 instead of 200.', skipped: 'Not tested.' };

export function checkOf(endpoint: Endpoint, url: string, part: Partial<CheckView> = {}): CheckView {
  const outcome = part.outcome ?? outcomeOf(url);
  const findings = endpoint === 'answer' && outcome === 'failed' ? [{ outcome: 'failed' as const, line: 3, column: 5, message: 'A Number is not allowed in the Dial of a WhatsApp call.', text: '    <Number>4915112345678</Number>' }] : [];
  return { endpoint, url, at: Date.now(), tookMs: 412, outcome, headline: headlines[outcome], steps: stepsOf(outcome), signing: { sent: ['V3', 'V2'], leftOut: ['V3 of the main account'], why: 'The WABA belongs to a subaccount.' }, certificate: { subject: 'hooks.acme.example', names: ['hooks.acme.example'], issuer: 'Example CA', notAfter: Date.now() + 62 * 86_400_000, daysLeft: 62 }, status: 200, contentType: 'application/xml', findings, outOfReach: false, passedAt: outcome === 'failed' ? null : Date.now(), ...part };
}

/** The endpoint tests of the fake desk. Its methods are commands. */
export class FakeChecks {
  consented = false;
  kept = new Map<string, CheckView>();
  passed = new Set(['https://hooks.acme.example/whatsapp', 'https://hooks.acme.example/answer']);
  run: TestRunView | null = null;
  #desk: FakeDesk;

  constructor(desk: FakeDesk) {
    this.#desk = desk;
  }

  test_endpoint = ({ number, endpoint, consent, mine }: Args): TestAnswer => {
    const name = field[endpoint as Endpoint];
    const values = { ...this.#desk.values(number), ...this.#desk.kept.get(number)?.edits };
    const url = values[name];
    const wrong = problemsOf(values).find((problem) => problem.field === name && problem.severity === 'error');
    if (wrong) throw error('invalidInput', wrong.message, name);
    this.consented ||= consent;
    if (!this.consented) return { kind: 'askFirst', host: new URL(url).host };
    const outOfReach = url.includes('localhost');
    if (outOfReach && !mine.includes('127.0.0.1')) {
      const steps: CheckStepView[] = [{ label: 'Address', outcome: 'failed', seen: 'localhost is 127.0.0.1, this computer.', advice: 'Use a public address.' }];
      return { kind: 'askPrivate', check: checkOf(endpoint, url, { outcome: 'failed', headline: 'Plivo cannot reach 127.0.0.1: it is this computer.', steps, signing: null, certificate: null, outOfReach }), addresses: ['127.0.0.1'] };
    }
    const check = checkOf(endpoint, url, outOfReach ? { outcome: 'warned', headline: 'Address: 127.0.0.1 is this computer itself.', outOfReach, passedAt: null } : {});
    this.keep(check);
    return { kind: 'done', check };
  };

  keep(check: CheckView): void {
    this.kept.set(`${check.endpoint} ${check.url}`, check);
    if (check.passedAt !== null) this.passed.add(check.url);
    this.#desk.tell({ kind: 'checksChanged', account: this.#desk.current?.id ?? '' });
  }

  over(view: PanelView): PanelView {
    const endpoints: Endpoint[] = [...(view.configurationType.value === 'aiAgent' ? [] : ['webhook' as const]), ...(view.calling.value ? ['answer' as const] : [])];
    const untested: FieldName[] = endpoints.map((endpoint) => field[endpoint]).filter((name) => !this.passed.has(view[name].value));
    return { ...view, endpoints, webhookCheck: this.kept.get(`webhook ${view.webhookUrl.value}`) ?? null, answerCheck: this.kept.get(`answer ${view.answerUrl.value}`) ?? null, untested };
  }

  rowCheck(row: NumberRow): RowCheck | null {
    // With very many rows, looking each one up would take minutes.
    if (this.kept.size === 0) return row.check;
    const values = this.#desk.values(row.number);
    const known = [this.kept.get(`webhook ${values.webhookUrl}`), this.kept.get(`answer ${values.answerUrl}`)].filter((check) => check !== undefined);
    const worst = (['failed', 'warned', 'passed'] as const).map((outcome) => known.find((check) => check.outcome === outcome)).find((check) => check !== undefined);
    return worst ? { endpoint: worst.endpoint, outcome: worst.outcome, outOfReach: worst.outOfReach, at: worst.at, headline: worst.headline } : row.check;
  }

  /** The tests that were shown, by the id of their preview. */
  #shown = new Map<string, { items: TestItem[]; count: number | null }>();

  tests_preview = ({ account, selection }: Args): TestsPreview => {
    const numbers: string[] = this.#desk.selectionOf(account).of(selection);
    const items = numbers.flatMap((number) => this.#items(number));
    const tested = items.filter((item) => item.url);
    const urls = (endpoint: Endpoint) => new Set(tested.filter((item) => item.endpoint === endpoint).map((item) => item.url)).size;
    const previewId = `tests ${this.#shown.size + 1}`;
    const amount = new Set(tested.map((item) => item.number)).size;
    const countToType = amount > 25 ? amount : null;
    this.#shown.set(previewId, { items, count: countToType });
    const wabas = new Set(tested.map((item) => this.#desk.row(item.number).wabaId)).size;
    return { previewId, numbers: amount, wabas, webhooks: urls('webhook'), answers: urls('answer'), invalid: items.length - tested.length, countToType };
  };
  tests_start = ({ previewId, typed }: Args): TestRunView => {
    const shown = this.#shown.get(previewId as string);
    if (!shown) throw error('confirmationExpired', 'What was shown can be confirmed once.');
    if (shown.count !== null && typed !== String(shown.count)) throw error('notConfirmed', `That is not their count. Type ${shown.count}.`, 'confirmCount');
    this.#shown.delete(previewId as string);
    this.consented = true;
    const { items } = shown;
    const requests = new Set(items.filter((item) => item.url).map((item) => item.url)).size;
    this.run = this.#counted({ running: true, stopping: false, startedAt: Date.now(), done: 0, total: items.length, requests, passed: 0, warned: 0, failed: 0, skipped: 0, items });
    return { ...this.run, items: [] };
  };
  test_run = ({ offset, limit }: Args): TestRunView | null => this.run && { ...this.run, items: [...this.run.items].sort((one, other) => order.indexOf(one.state) - order.indexOf(other.state)).slice(offset, offset + limit) };
  test_stop = () => {
    if (this.run) this.run = { ...this.run, stopping: true };
    this.#told();
  };
  test_dismiss = () => {
    this.run = null;
    this.#told();
  };

  /** Sets the result of the next waiting test. The run ends with the last one. */
  step(state: 'passed' | 'warned' | 'failed', message: string): void {
    if (!this.run) return;
    const at = this.run.items.findIndex((item) => item.state === 'waiting');
    const items = this.run.items.map((item, place) => (place === at ? { ...item, state, message } : item));
    this.run = this.#counted({ ...this.run, items });
    this.#told();
  }

  end(): void {
    if (this.run) this.run = { ...this.run, running: false, stopping: false };
    this.#told();
  }

  #items(number: string): TestItem[] {
    const row = this.#desk.row(number);
    const values = this.#desk.values(number);
    const item = (endpoint: Endpoint): TestItem => {
      const url = values[field[endpoint]];
      return { number, international: row.international, alias: row.alias, endpoint, url, state: url ? 'waiting' : 'skipped', message: url ? '' : 'There is no URL to test.' };
    };
    return [item('webhook'), ...(values.calling ? [item('answer')] : [])];
  }

  #counted(run: TestRunView): TestRunView {
    const count = (state: TestItem['state']) => run.items.filter((item) => item.state === state).length;
    const counts = { passed: count('passed'), warned: count('warned'), failed: count('failed'), skipped: count('skipped') };
    return { ...run, ...counts, done: counts.passed + counts.warned + counts.failed + counts.skipped, running: count('waiting') > 0 };
  }

  #told(): void {
    this.#desk.tell({ kind: 'testsChanged', account: this.#desk.current?.id ?? '' });
  }
}
