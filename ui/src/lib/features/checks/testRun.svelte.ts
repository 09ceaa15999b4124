import { commands, type TestManyAnswer, type TestRunView } from '../../bridge';
import { announcer } from '../../components/announcer.svelte';
import { runSummary } from '../../words/checks';
import { coalesced } from '../drafts/coalesced';

type Question = { numbers: string[]; requests: number };

/** The tests of many numbers' endpoints. Rust carries them out; this only follows and asks. */
export class TestRun {
  view: TestRunView | null = $state.raw(null);
  /** How many requests are to be agreed to before anything is sent. */
  asking: Question | null = $state.raw(null);
  /** Stop was pressed and not answered yet, so that it shows at once. */
  #stopAsked = $state(false);

  readonly running = $derived(this.view?.running ?? false);
  readonly stopping = $derived(this.running && (this.#stopAsked || (this.view?.stopping ?? false)));

  #account = '';
  #beginning = false;
  #onended: () => void;
  readonly #read = coalesced(() => this.#readOnce());

  constructor(onended: () => void) {
    this.#onended = onended;
  }

  /** Follows another account from now on. */
  follow(account: string): Promise<void> {
    if (account !== this.#account) {
      this.view = null;
      this.asking = null;
    }
    this.#account = account;
    return this.#read();
  }

  heard(account: string): void {
    if (account === this.#account) void this.#read();
  }

  /** A second press while the first is not answered yet does nothing. */
  async begin(numbers: string[]): Promise<void> {
    await this.#ask(numbers, false);
  }

  /** The yes to the open question. */
  async yes(): Promise<void> {
    const { asking } = this;
    if (!asking) return;
    this.asking = null;
    await this.#ask(asking.numbers, true);
  }

  no(): void {
    this.asking = null;
  }

  async stop(): Promise<void> {
    this.#stopAsked = true;
    try {
      await commands.testStop(this.#account);
    } catch (thrown) {
      this.#stopAsked = false;
      throw thrown;
    }
    await this.#read();
  }

  async dismiss(): Promise<void> {
    await commands.testDismiss(this.#account);
    await this.#read();
  }

  /** Some of the results, the worst first, with how far the run is. */
  results(offset: number, limit: number): Promise<TestRunView | null> {
    return commands.testRun(this.#account, offset, limit);
  }

  async #ask(numbers: string[], consent: boolean): Promise<void> {
    if (this.#beginning) return;
    this.#beginning = true;
    const account = this.#account;
    try {
      const answer = await commands.testMany(account, numbers, consent);
      if (account === this.#account) await this.#take(numbers, answer);
    } finally {
      this.#beginning = false;
    }
  }

  async #take(numbers: string[], answer: TestManyAnswer): Promise<void> {
    if (answer.kind === 'askFirst') {
      this.asking = { numbers, requests: answer.requests };
      return;
    }
    this.#adopt(answer.run);
    // A reading that was on its way may still answer with what was before.
    await this.#read();
  }

  /** What cannot be read is left as it stands; the next notice asks again. */
  async #readOnce(): Promise<void> {
    const account = this.#account;
    if (account === '') return;
    const view = await commands.testRun(account, 0, 0).catch(() => this.view);
    if (account === this.#account) this.#adopt(view);
  }

  #adopt(view: TestRunView | null): void {
    const ended = this.running && view !== null && !view.running;
    this.view = view;
    if (!view?.running) this.#stopAsked = false;
    if (!ended) return;
    announcer.say(`Endpoint tests ${view.done < view.total ? 'stopped' : 'done'}: ${runSummary(view)}.`);
    this.#onended();
  }
}
