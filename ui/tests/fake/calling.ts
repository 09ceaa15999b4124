import type { CallingVerdictView, CallingView, CallsView, CallView, DialView, PermissionFacts, PermissionView, RuleView } from '../../src/lib/bridge';
import { error, type FakeDesk } from './desk';

// Like in `FakeDesk`, each command reads its own arguments.
type Args = Record<string, any>;

const day = 86_400_000;
const guide = 'WhatsApp Calling (Plivo)';
const rule = (id: string, text: string, note: string | null = null): RuleView => ({ id, text, source: guide, date: '20 Nov 2026', note });

export const rules = {
  restricted: rule('restricted', 'Calls out are not available from business numbers of the US, Canada, Turkey, Egypt, Nigeria and Vietnam.'),
  capacity: rule('capacity', 'At most 1,000 calls at once for each number.'),
  forwarding: rule('forwarding', 'Calls cannot be forwarded to the phone network.'),
  duration: rule('duration', 'Permission lasts 7 days from its approval.'),
  askBy: rule('askBy', 'Ask with a template: Calling permissions request, under Marketing or Utility.'),
  callButton: rule('callButton', 'WhatsApp may take up to 7 days to show a change of the call button.'),
  frequency: rule('frequency', 'One permission request in 24 hours, two in 7 days.'),
  amount: rule('amount', '5 calls in 24 hours once permission is granted.', 'Meta’s own page says 100 calls in 24 hours.'),
};

export const records = {
  channel: rule('recordChannel', 'No field of a record tells a WhatsApp call from an ordinary one.'),
  causes: rule('recordCauses', 'What a cause means follows from Plivo’s list of causes.', 'It is not what WhatsApp counts as missed.'),
};

export function verdictOf(country: string): CallingVerdictView {
  const restricted = ['United States', 'Canada'].includes(country);
  return {
    outbound: restricted ? 'no' : country === '' ? 'notKnown' : 'yes',
    outboundText: restricted ? `Numbers of ${country} cannot call WhatsApp users.` : country === '' ? 'The country of this number is not known.' : `Numbers of ${country} may call WhatsApp users who have given their permission.`,
    inboundText: 'WhatsApp users may call this number from everywhere.',
    countryNote: country === 'Jamaica' ? '+1 is shared by several countries; 876 is Jamaica.' : null,
    limits: [rules.callButton, rules.capacity, rules.forwarding, rules.amount],
  };
}

export const callOf = (at: number | null, part: Partial<CallView> = {}): CallView => ({ id: `call-${at}-${part.customer ?? ''}`, at, inbound: false, customer: '919412341234', international: '+91 94123 41234', durationSeconds: 0, outcome: 'missed', cause: 'No Answer (by the customer)', meaning: 'The phone rang, and nobody answered.', whatsapp: 'Not known', maybeWhatsapp: true, ...part });

/** The calling page of the fake desk. Its methods are commands. */
export class FakeGuide {
  facts = new Map<string, PermissionFacts>();
  records: CallView[] = [];
  known: CallsView = { calls: [], readAt: null, days: 29, error: null, more: false };
  #hours = new Map<string, number>();
  #desk: FakeDesk;

  constructor(desk: FakeDesk) {
    this.#desk = desk;
  }

  calling = ({ number }: Args): CallingView => {
    const row = this.#desk.row(number);
    const values = this.#desk.values(number);
    const hours = this.#hours.get(number) ?? null;
    const check = this.#desk.checks.kept.get(`answer ${values.answerUrl}`);
    return {
      number: row.number, international: row.international, alias: row.alias, country: row.country, verdict: verdictOf(row.country), hoursCheckedAt: hours, rules: Object.values(rules), records: Object.values(records),
      readiness: [
        { id: 'webhook', title: 'Webhook URL', state: values.webhookUrl ? 'done' : 'toDo', detail: values.webhookUrl || 'No Webhook URL is set.', next: values.webhookUrl ? null : 'Set it in Configure Number.', at: null, rule: null },
        { id: 'calling', title: 'WhatsApp Calling', state: values.calling ? 'done' : 'toDo', detail: values.calling ? 'It is on.' : 'It is off.', next: values.calling ? null : 'Turn it on in Configure Number.', at: null, rule: null },
        { id: 'answerTested', title: 'Answer URL tested', state: check ? (check.outcome === 'failed' ? 'attention' : 'done') : 'toDo', detail: check?.headline ?? 'Never tested.', next: check ? null : 'Press Test endpoint beside it.', at: check?.at ?? null, rule: null },
        { id: 'country', title: 'Calls out', state: verdictOf(row.country).outbound === 'yes' ? 'done' : 'attention', detail: verdictOf(row.country).outboundText, next: null, at: null, rule: rules.restricted },
        { id: 'callingHours', title: 'Calling hours', state: hours === null ? 'optional' : 'done', detail: hours === null ? 'Number Desk cannot see them.' : 'You said that they are right.', next: 'Meta Business Manager > WhatsApp Manager > Phone Numbers > the number > More > Calls > Available call hours.', at: hours, rule: null },
        { id: 'inboundCall', title: 'Inbound test call', state: this.records.some((call) => call.inbound) ? 'done' : 'notKnown', detail: 'Looked for in the call records.', next: 'Call the number from any WhatsApp account.', at: null, rule: null },
      ],
    };
  };
  mark_hours_checked = (args: Args): CallingView => {
    if (args.checked) this.#hours.set(args.number, Date.now());
    else this.#hours.delete(args.number);
    return this.calling(args);
  };
  known_calls = (): CallsView => this.known;
  read_calls = (): CallsView => (this.known = { calls: this.records, readAt: Date.now(), days: 29, error: null, more: false });

  permission = ({ customer }: Args): PermissionView => {
    const digits = String(customer).replace(/\D/g, '');
    if (digits.length < 8) throw error('invalidInput', 'This is not a phone number. Write it with its country code.', 'customer');
    const facts = this.facts.get(digits) ?? { granted: [], requests: [], calls: [], allCallsAt: null, callback: 'notKnown' };
    const calls = this.records.filter((call) => call.customer === digits);
    const now = Date.now();
    const past = facts.granted.filter((at) => at <= now);
    const granted = past.length > 0 ? Math.max(...past) : null;
    const ends = granted === null ? null : granted + 7 * day;
    const holds = ends !== null && ends > now;
    const asked = facts.requests.length > 0 ? Math.max(...facts.requests.map((request) => request.sent)) : null;
    const again = asked === null ? null : asked + day;
    const waits = again !== null && again > now;
    return {
      customer: digits, international: `+${digits}`, facts, calls, callsReadAt: this.known.readAt,
      problems: facts.granted.flatMap((at, place) => (at > now ? [{ kind: 'granted', place, message: 'A permission in the future cannot be.' }] : [])),
      inRecords: facts.calls.flatMap((call, place) => (calls.some((record) => record.at === call.at) ? [place] : [])), callsOldAt: null, callsError: null,
      mayCall: { answer: holds ? 'yes' : granted === null ? 'notKnown' : 'no', reason: holds ? 'Permission was granted.' : granted === null ? 'Nobody entered a permission.' : 'The permission is older than 7 days.', rule: rules.duration, how: holds ? null : rules.askBy, changesAt: holds ? ends : null, becomesYesAt: null, notes: granted === null ? ['A customer who called first gives a permission whose length is not published.'] : [] },
      mayAsk: { answer: waits ? 'no' : 'yes', reason: waits ? 'The last request is younger than 24 hours.' : 'No request in the last 24 hours.', rule: rules.frequency, how: rules.askBy, changesAt: waits ? again : null, becomesYesAt: waits ? again : null, notes: [] },
    };
  };
  read_customer_calls = (args: Args): PermissionView => {
    this.known = { ...this.known, readAt: Date.now() };
    return this.permission(args);
  };
  keep_permission_facts = (args: Args): PermissionView => {
    this.facts.set(args.customer, args.facts);
    return this.permission(args);
  };

  dial_xml = ({ number, recipient }: Args): DialView => {
    const row = this.#desk.row(number);
    if (verdictOf(row.country).outbound === 'no') throw error('refused', `Numbers of ${row.country} cannot call WhatsApp users, so no XML is made.`);
    const digits = String(recipient).replace(/\D/g, '');
    if (digits.length < 8) throw error('invalidInput', 'This is not a phone number. Write it with its country code.', 'recipient');
    return { xml: `<Response>\n  <Dial callerId="${number}" callType="whatsapp">\n    <User>${digits}</User>\n  </Dial>\n</Response>`, warnings: digits.startsWith('1') ? ['The recipient has to be on WhatsApp.'] : [] };
  };
}
