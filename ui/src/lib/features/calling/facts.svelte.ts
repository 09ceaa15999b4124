import type { FactProblem, PermissionFacts, YesNo } from '../../bridge';
import { readLocal, toLocal, type Safe } from './localTime';

/**
 * A moment while it is typed. `at` is the last complete value, or null. The note says why it is null, or which of two
 * moments it is.
 */
export type Moment = { text: string; at: number | null; safe: Safe; note: string | null; left: boolean };
type Granted = { id: number; moment: Moment };
type Request = { id: number; sent: Moment; rejected: Moment };
type Call = { id: number; moment: Moment; answered: boolean | null };

/** The ids of the rows that were saved, in the order in which they were saved. */
export type Rows = { granted: number[]; requests: number[]; calls: number[] };

const moment = (at: number | null, safe: Safe): Moment => ({ text: at === null ? '' : toLocal(at), at, safe, note: null, left: true });
/**
 * A permission ends, so its earlier moment is the safe one. For events that count against a limit, the later one is
 * safe.
 */
const ends = (at: number | null) => moment(at, 'earlier');
const uses = (at: number | null) => moment(at, 'later');
const isWhole = (call: Call) => call.moment.at !== null && call.answered !== null;

/** The names of a row's fields in the form. */
export const rowLabels = {
  granted: (row: number) => `Permission granted ${row}`,
  sent: (row: number) => `Request ${row} sent`,
  rejected: (row: number) => `Request ${row} rejected`,
  call: (row: number) => `Call ${row} at`,
};

const fields: Record<FactProblem['kind'], [keyof Rows, (row: number) => string]> = {
  granted: ['granted', rowLabels.granted],
  requestSent: ['requests', rowLabels.sent],
  requestRejected: ['requests', rowLabels.rejected],
  call: ['calls', rowLabels.call],
};

/** The facts that the user enters for one customer, row by row. A row counts when it is complete. */
export class Facts {
  granted: Granted[] = $state([]);
  requests: Request[] = $state([]);
  calls: Call[] = $state([]);
  /** Whether a customer's call gives permission to call back. */
  callback: YesNo = $state('notKnown');
  /** When the user said that these calls, together with the records, are all the calls. */
  allCallsAt: number | null = $state(null);
  #next = 1;

  constructor(facts: PermissionFacts) {
    this.granted = facts.granted.map((at) => ({ id: this.#next++, moment: ends(at) }));
    this.requests = facts.requests.map(({ sent, rejected }) => ({ id: this.#next++, sent: uses(sent), rejected: uses(rejected) }));
    this.callback = facts.callback;
    this.calls = facts.calls.map(({ at, answered }) => ({ id: this.#next++, moment: uses(at), answered }));
    this.allCallsAt = facts.allCallsAt;
  }

  addGranted(): void {
    this.granted.push({ id: this.#next++, moment: ends(null) });
  }

  addRequest(): void {
    this.requests.push({ id: this.#next++, sent: uses(null), rejected: uses(null) });
  }

  addCall(): void {
    this.calls.push({ id: this.#next++, moment: uses(null), answered: null });
  }

  get whole(): PermissionFacts {
    return {
      granted: this.granted.flatMap(({ moment: { at } }) => (at === null ? [] : [at])),
      requests: this.requests.flatMap(({ sent, rejected }) => (sent.at === null ? [] : [{ sent: sent.at, rejected: rejected.at }])),
      calls: this.calls.flatMap(({ moment: { at }, answered }) => (at === null || answered === null ? [] : [{ at, answered }])),
      allCallsAt: this.allCallsAt,
      callback: this.callback,
    };
  }

  /** The ids of the rows in `whole`. */
  get rows(): Rows {
    const ids = (rows: { id: number }[]) => rows.map(({ id }) => id);
    return {
      granted: ids(this.granted.filter(({ moment }) => moment.at !== null)),
      requests: ids(this.requests.filter(({ sent }) => sent.at !== null)),
      calls: ids(this.calls.filter(isWhole)),
    };
  }

  /** The current label of a fact's field, or null if its row was removed. */
  label({ kind, place }: FactProblem, rows: Rows): string | null {
    const [list, words] = fields[kind];
    const at = this[list].findIndex(({ id }) => id === rows[list][place]);
    return at < 0 ? null : words(at + 1);
  }
}

/**
 * Typing keeps the text as it is, so the seconds of a moment, which the field cannot show, are lost only by an edit.
 * While the text is incomplete, the last complete value counts.
 */
export function typeMoment(moment: Moment, text: string): void {
  if (text === moment.text) return;
  moment.text = text;
  const { at, note } = readLocal(text, moment.safe);
  moment.note = note;
  moment.left = false;
  if (at !== null) moment.at = at;
}

/** The field was left: an incomplete value no longer counts. */
export function leaveMoment(moment: Moment): void {
  moment.left = true;
  const { at, note } = readLocal(moment.text, moment.safe);
  if (at !== null) return;
  moment.at = null;
  moment.note = note ?? (moment.text.trim() === '' ? null : 'Not a whole date and time, so it does not count.');
}
