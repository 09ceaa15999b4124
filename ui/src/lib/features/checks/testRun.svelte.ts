import { commands, type DeskError, type TestManyAnswer, type TestRunView } from '../../bridge';
import { announcer } from '../../components/announcer.svelte';
import { Reading } from '../../state/reading.svelte';
import { runEnd } from '../../words/checks';

type Question = { selection: number; requests: number };

/** The tests of many numbers' endpoints. Rust runs them. This class follows the progress and asks the user. */
export class TestRun {
  /** The question before anything is sent: how many requests the user agrees to. */
  asking: Question | null = $state.raw(null);
  /** Stop was pressed and is not confirmed yet, so that the window shows it at once. */
  #stopAsked = $state(false);

  readonly #account: string;
  /** Whether the user can be asked. */
  readonly #asked: () => boolean;
  readonly #reading: Reading<TestRunView | null>;
  #wasRunning = false;
  #beginning = false;

  constructor(account: string, asked: () => boolean) {
    this.#account = account;
    this.#asked = asked;
    this.#reading = new Reading(() => commands.testRun(account, 0, 0), (view) => this.#follow(view));
  }

  readonly view: TestRunView | null = $derived.by(() => this.#reading.value);
  readonly running = $derived.by(() => this.view?.running ?? false);
  readonly stopping = $derived(this.running && (this.#stopAsked || (this.view?.stopping ?? false)));

  /** Why the progress of the tests is not known. */
  get failure(): DeskError | null {
    return this.#reading.failure;
  }

  read(): Promise<void> {
    return this.#reading.ask();
  }

  /** Tests the selected numbers. A second press does nothing until the first one is answered. */
  async begin(selection: number): Promise<void> {
    await this.#ask(selection, false);
  }

  /** The user's yes to the open question. */
  async yes(): Promise<void> {
    const { asking } = this;
    if (!asking) return;
    this.asking = null;
    await this.#ask(asking.selection, true);
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
    await this.read();
  }

  async dismiss(): Promise<void> {
    await commands.testDismiss(this.#account);
    await this.read();
  }

  /** Some of the results, the worst first, with the progress of the run. */
  results(offset: number, limit: number): Promise<TestRunView | null> {
    return commands.testRun(this.#account, offset, limit);
  }

  async #ask(selection: number, consent: boolean): Promise<void> {
    if (this.#beginning) return;
    this.#beginning = true;
    try {
      this.#take(selection, await commands.testMany(this.#account, selection, consent));
    } finally {
      this.#beginning = false;
    }
  }

  #take(selection: number, answer: TestManyAnswer): void {
    if (answer.kind === 'askFirst') {
      if (this.#asked()) this.asking = { selection, requests: answer.requests };
      return;
    }
    this.#reading.take(answer.run);
    this.#follow(answer.run);
  }

  #follow(view: TestRunView | null): void {
    const ended = this.#wasRunning && view !== null && !view.running;
    this.#wasRunning = view?.running ?? false;
    if (!view?.running) this.#stopAsked = false;
    if (ended) announcer.say(runEnd(view));
  }
}
