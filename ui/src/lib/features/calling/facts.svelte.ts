import type { PermissionFacts, YesNo } from '../../bridge';
import { fromLocal, toLocal } from './localTime';

/** A moment while it is typed; `at` is none until it is whole. */
export type Moment = { text: string; at: number | null };
type Granted = { id: number; moment: Moment };
type Request = { id: number; sent: Moment; rejected: Moment };
type Call = { id: number; moment: Moment; answered: boolean | null };

const moment = (at: number | null): Moment => ({ text: at === null ? '' : toLocal(at), at });

/** What somebody enters of one customer, row by row. A row counts once it is whole. */
export class Facts {
  granted: Granted[] = $state([]);
  requests: Request[] = $state([]);
  calls: Call[] = $state([]);
  /** Whether a customer's call gives permission to call back. */
  callback: YesNo = $state('notKnown');
  #next = 1;

  constructor(facts: PermissionFacts) {
    this.granted = facts.granted.map((at) => ({ id: this.#next++, moment: moment(at) }));
    this.requests = facts.requests.map(({ sent, rejected }) => ({ id: this.#next++, sent: moment(sent), rejected: moment(rejected) }));
    this.callback = facts.callback;
    this.calls = facts.calls.map(({ at, answered }) => ({ id: this.#next++, moment: moment(at), answered }));
  }

  addGranted(): void {
    this.granted.push({ id: this.#next++, moment: moment(null) });
  }

  addRequest(): void {
    this.requests.push({ id: this.#next++, sent: moment(null), rejected: moment(null) });
  }

  addCall(): void {
    this.calls.push({ id: this.#next++, moment: moment(null), answered: null });
  }

  get whole(): PermissionFacts {
    return {
      granted: this.granted.flatMap(({ moment: { at } }) => (at === null ? [] : [at])),
      requests: this.requests.flatMap(({ sent, rejected }) => (sent.at === null ? [] : [{ sent: sent.at, rejected: rejected.at }])),
      calls: this.calls.flatMap(({ moment: { at }, answered }) => (at === null || answered === null ? [] : [{ at, answered }])),
      callback: this.callback,
    };
  }
}

/** What is typed keeps its text, so that a part of a minute that the field cannot show is lost only by an edit. */
export function typeMoment(moment: Moment, text: string): void {
  moment.text = text;
  moment.at = fromLocal(text);
}
