import { asDeskError, type DeskError } from '../bridge';

type Asked<Question> = { question: Question };

/**
 * Something that is read from Rust again and again: one request at a time, and the latest question counts.
 *
 * The result of an earlier question is dropped, whether it is a value or a failure. What is asked while a request is under
 * way is sent once, after it.
 */
export class Reading<Value, Question = void> {
  value: Value | null = $state.raw(null);
  /** Why the latest question has no value. The value of before stays. */
  failure: DeskError | null = $state.raw(null);
  /** A request is under way, or about to be. */
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

  /** Asks something else, or the same once more. Resolves when the result of this question, or of a later one, is here. */
  ask(question: Question): Promise<void> {
    // The result of the same question still counts while it is asked once more.
    if (this.#asked === null || !Object.is(this.#asked.question, question)) this.#asked = { question };
    return this.again();
  }

  /** Asks the same once more, since what it is about may have changed. */
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

  /** Takes a value that came another way, such as with the result of a change. A request under way may be older: it is sent again. */
  take(value: Value): void {
    this.value = value;
    this.failure = null;
    if (!this.#round || this.#asked === null) return;
    this.#asked = { question: this.#asked.question };
    this.#stale = true;
  }

  /** No result counts any more. Another question begins anew. */
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
      // Here and not in a later turn: a question put in between would wait for ever.
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
