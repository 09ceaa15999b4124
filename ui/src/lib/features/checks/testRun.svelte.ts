import { asDeskError, commands, type DeskError, type TestRunView, type TestsPreview } from '../../bridge';
import { announcer } from '../../components/announcer.svelte';
import { Reading } from '../../state/reading.svelte';
import { runEnd } from '../../words/checks';

/** What the tests would send. `because` says why it is shown again. */
type Question = { selection: number; preview: TestsPreview; because: string | null };

/** The tests of many numbers' endpoints. Rust runs them. This class follows the progress and asks the user. */
export class TestRun {
  /** The question before anything is sent. */
  asking: Question | null = $state.raw(null);
  /** What is wrong with the typed count. */
  refusal: string | null = $state(null);
  /** The tests are being counted or started. */
  starting = $state(false);
  /** Stop was pressed and is not confirmed yet, so that the window shows it at once. */
  #stopAsked = $state(false);

  readonly #account: string;
  /** Whether the user can be asked. */
  readonly #asked: () => boolean;
  readonly #reading: Reading<TestRunView | null>;
  #wasRunning = false;

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

  /** Shows what tests of the selected numbers would send. */
  async begin(selection: number): Promise<void> {
    await this.#once(() => this.#ask(selection, null));
  }

  /** The user's yes to the open question, with the count that has to be typed. */
  async yes(typed: string): Promise<void> {
    const { asking } = this;
    this.refusal = null;
    if (asking) await this.#once(() => this.#begin(asking, typed));
  }

  /** Rust drops the preview too, so it can no longer be confirmed. */
  async no(): Promise<void> {
    const { asking } = this;
    if (!asking || this.starting) return;
    this.#close();
    await this.#drop(asking.preview);
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

  async #ask(selection: number, because: string | null): Promise<void> {
    const preview = await commands.testsPreview(this.#account, selection);
    this.#close();
    if (this.#asked()) this.asking = { selection, preview, because };
    else await this.#drop(preview);
  }

  #drop({ previewId }: TestsPreview): Promise<unknown> {
    return commands.dropPreview(this.#account, previewId).catch(() => undefined);
  }

  async #begin({ selection, preview }: Question, typed: string): Promise<void> {
    try {
      const run = await commands.testsStart(this.#account, preview.previewId, typed);
      this.#close();
      this.#reading.take(run);
      this.#follow(run);
    } catch (thrown) {
      const { code, message } = asDeskError(thrown);
      if (code === 'notConfirmed') this.refusal = message;
      else if (code === 'confirmationExpired') await this.#ask(selection, message);
      else throw thrown;
    }
  }

  /** A second press does nothing until the first one is answered. */
  async #once(work: () => Promise<void>): Promise<void> {
    if (this.starting) return;
    this.starting = true;
    try {
      await work();
    } catch (thrown) {
      this.#close();
      throw thrown;
    } finally {
      this.starting = false;
    }
  }

  #close(): void {
    this.asking = null;
    this.refusal = null;
  }

  #follow(view: TestRunView | null): void {
    const ended = this.#wasRunning && view !== null && !view.running;
    this.#wasRunning = view?.running ?? false;
    if (!view?.running) this.#stopAsked = false;
    if (ended) announcer.say(runEnd(view));
  }
}
