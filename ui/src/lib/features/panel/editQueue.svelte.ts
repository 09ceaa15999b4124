import { asDeskError, type DeskError, type FieldName, type PanelView } from '../../bridge';

/** One call for a number. Edits and undos of the same field share a key, so only the latest one is sent. */
export type Call = { key: FieldName | `decide ${FieldName}` | 'refresh'; run: () => Promise<PanelView> };

/**
 * Sends the calls for one number one at a time, in the order of the last keystroke. A failed call is never lost: it
 * stays first in the queue, unless a newer call for the same field waits.
 */
export class EditQueue {
  failure: DeskError | null = $state.raw(null);
  /** Something that was typed is not on disk yet. */
  busy = $state(false);

  #waiting = new Map<Call['key'], Call>();
  #running: Call | null = null;
  #draining: Promise<void> | undefined;
  #onview: (view: PanelView) => void;

  constructor(onview: (view: PanelView) => void) {
    this.#onview = onview;
  }

  put(call: Call): Promise<void> {
    this.#waiting.delete(call.key);
    this.#waiting.set(call.key, call);
    return this.drain();
  }

  /** Whether a call for the field is running or waiting. */
  holds(field: FieldName): boolean {
    return this.#running?.key === field || this.#waiting.has(field);
  }

  /** Resolves when every call was sent, or when one failed. `failure` has the error. */
  drain(): Promise<void> {
    if (!this.#draining && this.#waiting.size === 0) return Promise.resolve();
    this.#draining ??= this.#send();
    return this.#draining;
  }

  /**
   * Discards the draft and all that was typed before. Calls that could not be sent are held back during this, and are
   * dropped only once the draft is gone. Text that is typed afterwards starts a new draft.
   */
  async without<Done>(discard: () => Promise<Done>): Promise<Done> {
    await this.drain();
    const before = this.#waiting;
    this.#waiting = new Map();
    const work = discard();
    this.#draining = work.then(() => undefined, () => undefined);
    try {
      const done = await work;
      this.failure = null;
      return done;
    } catch (thrown) {
      this.#waiting = new Map([...before, ...this.#waiting]);
      throw thrown;
    } finally {
      this.#draining = undefined;
      this.busy = this.failure !== null && this.#waiting.size > 0;
      // After an error, the user must start the retry.
      if (this.failure === null) void this.drain();
    }
  }

  async #send(): Promise<void> {
    for (let call = this.#next(); call; call = this.#next()) {
      this.#running = call;
      this.busy = this.busy || call.key !== 'refresh';
      if (!(await this.#attempt(call))) break;
    }
    this.busy = this.failure !== null && this.#waiting.size > 0;
    // Cleared here, not in a later turn: a call that is added in between would never be sent.
    this.#draining = undefined;
  }

  #next(): Call | undefined {
    const [call] = this.#waiting.values();
    if (call) this.#waiting.delete(call.key);
    return call;
  }

  /** Returns false if the queue must stop. */
  async #attempt(call: Call): Promise<boolean> {
    try {
      const view = await call.run();
      this.#running = null;
      this.failure = null;
      this.#onview(view);
      return true;
    } catch (thrown) {
      this.#running = null;
      if (call.key === 'refresh') return true;
      this.failure = asDeskError(thrown);
      if (!this.#waiting.has(call.key)) this.#waiting = new Map([[call.key, call], ...this.#waiting]);
      return false;
    }
  }
}
