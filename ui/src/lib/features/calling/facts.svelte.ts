import type { FactProblem, PermissionFacts, YesNo } from '../../bridge';
import { readLocal, toLocal, type Safe } from './localTime';

/** A moment while it is typed: `at` is the last whole value, or none. The note says why it is none, or which of two it is. */
export type Moment = { text: string; at: number | null; safe: Safe; note: string | null; left: boolean };
type Granted = { id: number; moment: Moment };
type Request = { id: number; sent: Moment; rejected: Moment };
type Call = { id: number; moment: Moment; answered: boolean | null };

/** The rows that were handed over, by their ids, in the order in which they were. */
export type Rows = { granted: number[]; requests: number[]; calls: number[] };

const moment = (at: number | null, safe: Safe): Moment => ({ text: at === null ? '' : toLocal(at), at, safe, note: null, left: true });
/** An approval ends, so its earlier moment is the safe one; what uses up a limit is safe later. */
const ends = (at: number | null) => moment(at, 'earlier');
const uses = (at: number | null) => moment(at, 'later');
const isWhole = (call: Call) => call.moment.at !== null && call.answered !== null;

/** How the form calls a row's fields. */
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

/** What somebody enters of one customer, row by row. A row counts once it is whole. */
export class Facts {
  granted: Granted[] = $state([]);
  requests: Request[] = $state([]);
  calls: Call[] = $state([]);
  /** Whether a customer's call gives permission to call back. */
  callback: YesNo = $state('notKnown');
  /** When somebody said that these and those of the records are all the calls. */
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

  /** The rows of `whole`. */
  get rows(): Rows {
    const ids = (rows: { id: number }[]) => rows.map(({ id }) => id);
    return {
      granted: ids(this.granted.filter(({ moment }) => moment.at !== null)),
      requests: ids(this.requests.filter(({ sent }) => sent.at !== null)),
      calls: ids(this.calls.filter(isWhole)),
    };
  }

  /** The field of a fact as the form calls it now; none where its row is gone. */
  label({ kind, place }: FactProblem, rows: Rows): string | null {
    const [list, words] = fields[kind];
    const at = this[list].findIndex(({ id }) => id === rows[list][place]);
    return at < 0 ? null : words(at + 1);
  }
}

/**
 * What is typed keeps its text, so that a part of a minute that the field cannot show is lost only by an edit. While it is
 * not whole, the last whole value counts.
 */
export function typeMoment(moment: Moment, text: string): void {
  if (text === moment.text) return;
  moment.text = text;
  const { at, note } = readLocal(text, moment.safe);
  moment.note = note;
  moment.left = false;
  if (at !== null) moment.at = at;
}

/** The field was left: what is not whole by now counts for nothing. */
export function leaveMoment(moment: Moment): void {
  moment.left = true;
  const { at, note } = readLocal(moment.text, moment.safe);
  if (at !== null) return;
  moment.at = null;
  moment.note = note ?? (moment.text.trim() === '' ? null : 'Not a whole date and time, so it does not count.');
}
