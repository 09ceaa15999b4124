import { asDeskError, type DeskError, type FieldName, type PanelView } from '../../bridge';

/** One call for a number. Edits and undos of a field share its key, so that the latest wish for a field is the one that is sent. */
export type Call = { key: FieldName | `decide ${FieldName}` | 'refresh'; run: () => Promise<PanelView> };

/**
 * Sends the calls of one number, one at a time and in the order of the last keystroke.
 * Never loses one: a call that failed stays first in line, unless a newer one for the same field is waiting.
 */
export class EditQueue {
  failure: DeskError | null = $state.raw(null);
  /** Something typed is not on disk yet. */
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

  /** Whether a call for the field is on its way or waits: its answer is not here yet. */
  holds(field: FieldName): boolean {
    return this.#running?.key === field || this.#waiting.has(field);
  }

  /** Resolves when everything was sent, or when a call failed; `failure` tells which. */
  drain(): Promise<void> {
    if (!this.#draining && this.#waiting.size === 0) return Promise.resolve();
    this.#draining ??= this.#send();
    return this.#draining;
  }

  /**
   * Throws the draft away with all that was typed before. What could not be sent is held back meanwhile, and forgotten only
   * once the draft is gone; what is typed after that begins a new one.
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
      // After a refusal, somebody has to say that it is tried again.
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
    // Here and not in a later tick: a call put in between would wait for ever.
    this.#draining = undefined;
  }

  #next(): Call | undefined {
    const [call] = this.#waiting.values();
    if (call) this.#waiting.delete(call.key);
    return call;
  }

  /** False when the queue has to stop here. */
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
