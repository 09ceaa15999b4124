import { asDeskError, type DeskError } from '../bridge';

type Asked<Question> = { question: Question };

/**
 * A value that is read from Rust repeatedly: one request at a time, and only the latest question counts.
 *
 * The result of an earlier question is dropped, whether it is a value or an error. A question that is asked during a
 * request is sent once, after it.
 */
export class Reading<Value, Question = void> {
  value: Value | null = $state.raw(null);
  /** Why the latest question has no value. The previous value stays. */
  failure: DeskError | null = $state.raw(null);
  /** A request is running, or is about to run. */
  running = $state(false);

  readonly #read: (question: Question) => Promise<Value>;
  readonly #onvalue: (value: Value, question: Question) => void;
  #asked: Asked<Question> | null = null;
  #stale = false;
  #round: Promise<void> | undefined;

  constructor(read: (question: Question) => Promise<Value>, onvalue: (value: Value, question: Question) => void = () => undefined) {
    this.#read = read;
    this.#onvalue = onvalue;
  }

  /**
   * Asks a new question, or the same one again. Resolves when the result of this question, or of a later one, has
   * arrived.
   */
  ask(question: Question): Promise<void> {
    // For the same question, a request that is already running still counts.
    if (this.#asked === null || !Object.is(this.#asked.question, question)) this.#asked = { question };
    return this.again();
  }

  /** Asks the same question again, because its data may have changed. */
  again(): Promise<void> {
    if (this.#asked === null) return Promise.resolve();
    this.#stale = true;
    this.running = true;
    this.#round ??= this.#readWhileStale();
    return this.#round;
  }

  /** Resolves when the latest question has its result. */
  settled(): Promise<void> {
    return this.#round ?? Promise.resolve();
  }

  /**
   * Stores a value from elsewhere, such as the result of a change. A running request may be older, so it is sent again.
   */
  take(value: Value): void {
    this.value = value;
    this.failure = null;
    if (!this.#round || this.#asked === null) return;
    this.#asked = { question: this.#asked.question };
    this.#stale = true;
  }

  /** Drops all running requests. The next question starts again. */
  stop(): void {
    this.#asked = null;
    this.#stale = false;
    this.running = false;
  }

  async #readWhileStale(): Promise<void> {
    try {
      while (this.#stale && this.#asked !== null) {
        this.#stale = false;
        await this.#readOnce(this.#asked);
      }
    } finally {
      // Cleared here, not in a later turn: a question that is asked in between would never be sent.
      this.#round = undefined;
      this.running = false;
    }
  }

  async #readOnce(asked: Asked<Question>): Promise<void> {
    try {
      const value = await this.#read(asked.question);
      if (asked !== this.#asked) return;
      this.value = value;
      this.failure = null;
      this.#onvalue(value, asked.question);
    } catch (thrown) {
      if (asked === this.#asked) this.failure = asDeskError(thrown);
    }
  }
}
