import { asDeskError, commands, type DeskError, type PermissionView } from '../../bridge';
import { announcer } from '../../components/announcer.svelte';
import { yesNo } from '../../words/calling';
import { coalesced } from '../drafts/coalesced';
import type { Unkept } from '../frame/closing.svelte';
import { Facts, type Rows } from './facts.svelte';

/** A timer may be late by as long as the computer slept, so the clock is looked at this often, in milliseconds. */
const longestWait = 30_000;
/** The moment has passed and the answer is the old one still. */
const askAgainAfter = 5_000;

/** *Can I call this customer?* for one number: the customer, what is known of them, and the two answers, which never go stale on screen. */
export class Permission {
  typed = $state('');
  view: PermissionView | null = $state.raw(null);
  facts: Facts | null = $state.raw(null);
  /** Why there is no answer. */
  error: DeskError | null = $state.raw(null);
  /** Why the calls with the customer could not be read just now. */
  callsError: DeskError | null = $state.raw(null);
  reading = $state(false);
  /** The rows that the view tells of. */
  rows: Rows = $state.raw({ granted: [], requests: [], calls: [] });
  /** Why what was entered is not on disk. */
  unkept: DeskError | null = $state.raw(null);

  #account: string;
  #number: string;
  /** Questions about a customer: the last one counts. */
  #checks = 0;
  /** Customers who came to be shown: an answer about one before is none any more. */
  #shown = 0;
  /** Questions about the customer who is shown: the last one's answer counts. */
  #asks = 0;
  /** How often what was entered was handed over. */
  #keeps = 0;
  #kept = '';
  #keptRows: Rows = { granted: [], requests: [], calls: [] };
  #keeping = Promise.resolve();
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #keep = coalesced(() => this.#keepOnce());

  constructor(account: string, number: string) {
    this.#account = account;
    this.#number = number;
  }

  type(text: string): void {
    this.typed = text;
    this.error = null;
  }

  /** Answers by what is on this computer, then reads the calls with the customer and answers by them. */
  async check(): Promise<void> {
    const [asked, typed] = [++this.#checks, this.typed];
    await this.settled();
    try {
      const view = await this.#askOf(typed, asked);
      if (view === null) return;
      this.#show(view);
    } catch (thrown) {
      if (asked === this.#checks) this.error = asDeskError(thrown);
      return;
    }
    const shown = this.#shown;
    await this.#read();
    if (shown === this.#shown && this.view) announcer.say(answersText(this.view));
  }

  /** Reads the calls because somebody asked, and says what came of it. */
  async refresh(): Promise<void> {
    if (this.reading) return;
    await this.#read();
    if (this.view) announcer.say(this.callsError ? this.callsError.message : answersText(this.view));
  }

  /** Keeps what was entered, and shows the answers that follow from it. */
  keep(): void {
    this.#keeping = this.#keep();
  }

  /** Resolves when what was entered is on disk, or was refused by it. */
  settled(): Promise<void> {
    return this.#keeping;
  }

  /** Hands over what was entered, once more what was refused before, and answers what the disk refuses of it. */
  async kept(): Promise<Unkept | null> {
    if (this.unkept) this.keep();
    await this.settled();
    return this.unkept && { what: `What was entered of ${this.view?.international ?? 'a customer'}`, why: this.unkept.message };
  }

  /** The same question again: time has passed, or calls were read. */
  async again(): Promise<void> {
    const before = this.view;
    if (!before) return;
    const [shown, asked] = [this.#shown, ++this.#asks];
    const newer = await commands.permission(this.#account, this.#number, before.customer).catch(() => before);
    if (shown !== this.#shown || asked !== this.#asks) return;
    this.#adopt(newer);
    if (newer.mayCall.answer !== before.mayCall.answer || newer.mayAsk.answer !== before.mayAsk.answer) announcer.say(answersText(newer));
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#checks += 1;
    this.#shown += 1;
  }

  /** None once another customer was asked about. What was entered while the answer came is in the next one. */
  async #askOf(customer: string, asked: number): Promise<PermissionView | null> {
    for (;;) {
      const keeps = this.#keeps;
      const view = await commands.permission(this.#account, this.#number, customer);
      await this.settled();
      if (asked !== this.#checks) return null;
      if (keeps === this.#keeps) return view;
    }
  }

  #show(view: PermissionView): void {
    this.#shown += 1;
    this.facts = new Facts(view.facts);
    this.#kept = JSON.stringify(this.facts.whole);
    this.#keptRows = this.facts.rows;
    this.error = null;
    this.unkept = null;
    this.callsError = null;
    this.#adopt(view);
  }

  async #read(): Promise<void> {
    const { view } = this;
    if (!view) return;
    const shown = this.#shown;
    const asked = ++this.#asks;
    this.reading = true;
    try {
      const newer = await commands.readCustomerCalls(this.#account, this.#number, view.customer);
      if (shown === this.#shown) this.callsError = newer.callsError;
      await this.#answered(newer, shown, asked);
    } catch (thrown) {
      if (shown === this.#shown) this.callsError = asDeskError(thrown);
    } finally {
      if (shown === this.#shown) this.reading = false;
    }
  }

  async #keepOnce(): Promise<void> {
    const { view, facts } = this;
    if (!view || !facts) return;
    const [whole, rows, shown] = [facts.whole, facts.rows, this.#shown];
    if (JSON.stringify(whole) === this.#kept && this.unkept === null) return;
    this.#keeps += 1;
    const asked = ++this.#asks;
    try {
      const answered = await commands.keepPermissionFacts(this.#account, this.#number, view.customer, whole);
      if (shown !== this.#shown) return;
      this.#kept = JSON.stringify(whole);
      this.#keptRows = rows;
      this.unkept = null;
      await this.#answered(answered, shown, asked);
    } catch (thrown) {
      this.unkept = asDeskError(thrown);
    }
  }

  /** Something was changed on this computer by the question: where a later one may have missed that, it is asked again. */
  async #answered(view: PermissionView, shown: number, asked: number): Promise<void> {
    if (shown !== this.#shown) return;
    if (asked === this.#asks) this.#adopt(view);
    else await this.again();
  }

  #adopt(view: PermissionView): void {
    this.view = view;
    this.rows = this.#keptRows;
    this.#watchClock();
  }

  #watchClock(): void {
    clearTimeout(this.#timer);
    const next = this.view && nextChange(this.view);
    if (next === null) return;
    const left = next - Date.now();
    this.#timer = setTimeout(() => (Date.now() >= next ? this.#timeHasPassed() : this.#watchClock()), left <= 0 ? askAgainAfter : Math.min(left, longestWait));
  }

  #timeHasPassed(): void {
    const oldAt = this.view?.callsOldAt ?? null;
    void (oldAt !== null && Date.now() >= oldAt ? this.#read() : this.again());
  }
}

/** The first moment at which either answer is another one, or rests on calls that were read too long ago. */
function nextChange({ mayCall, mayAsk, callsOldAt }: PermissionView): number | null {
  const changes = [mayCall, mayAsk].flatMap(({ changesAt, becomesYesAt }) => [changesAt, becomesYesAt]);
  const moments = [callsOldAt, ...changes].filter((at) => at !== null);
  return moments.length > 0 ? Math.min(...moments) : null;
}

function answersText({ international, mayCall, mayAsk }: PermissionView): string {
  return `${international}. Can I call? ${yesNo[mayCall.answer].label}. ${mayCall.reason} May I ask for permission again? ${yesNo[mayAsk.answer].label}. ${mayAsk.reason}`;
}
