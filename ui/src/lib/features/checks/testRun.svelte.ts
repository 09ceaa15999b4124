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

  async begin(numbers: string[]): Promise<void> {
    await this.#take(numbers, await commands.testMany(this.#account, numbers, false));
  }

  /** The yes to the open question. */
  async yes(): Promise<void> {
    const { asking } = this;
    if (!asking) return;
    this.asking = null;
    await this.#take(asking.numbers, await commands.testMany(this.#account, asking.numbers, true));
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
    const view = await commands.testRun(account).catch(() => this.view);
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
