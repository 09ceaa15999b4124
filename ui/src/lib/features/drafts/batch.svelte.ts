import { asDeskError, commands, type ApplyWhat, type BatchItem, type BatchState, type BatchView, type DeskError } from '../../bridge';
import { announcer } from '../../components/announcer.svelte';
import { Reading } from '../../state/reading.svelte';
import { Windowed } from '../../state/windowed.svelte';
import { batchEnd } from '../../words/records';

/**
 * The drafts of one account that are applied one after the other. Rust applies them. This class follows the progress
 * and asks the user.
 */
export class Batch {
  /** Why no batch was started: an earlier batch waits. Shown beside its buttons until it is resumed or dismissed. */
  refused: string | null = $state(null);
  /** Stop was pressed and is not confirmed yet, so that the window shows it at once. */
  #stopAsked = $state(false);

  /** The drafts of the batch, filtered by state. */
  readonly items: Windowed<BatchItem, BatchState[]>;

  readonly #account: string;
  readonly #reading: Reading<BatchView | null>;
  #wasRunning = false;
  #startedAt: number | undefined;

  constructor(account: string) {
    this.#account = account;
    this.items = new Windowed<BatchItem, BatchState[]>([], (states, span) => commands.batchItems(account, states, span));
    this.#reading = new Reading(() => commands.batch(account), (view) => this.#follow(view));
  }

  readonly view: BatchView | null = $derived.by(() => this.#reading.value);
  readonly total = $derived.by(() => this.view?.total ?? 0);
  readonly waiting = $derived.by(() => this.view?.open ?? 0);
  readonly done = $derived(this.total - this.waiting);
  readonly running = $derived.by(() => this.view?.running ?? false);
  readonly stopping = $derived(this.running && (this.#stopAsked || (this.view?.stopping ?? false)));
  /** The batch stopped early: by Stop, by itself, or because the app was closed. */
  readonly interrupted = $derived(!this.running && this.waiting > 0);

  get failure(): DeskError | null {
    return this.#reading.failure ?? this.items.failure;
  }

  read(): Promise<void> {
    return this.#reading.ask();
  }

  async start(what: ApplyWhat): Promise<void> {
    this.refused = null;
    try {
      this.#take(await commands.applyStart(this.#account, what));
    } catch (thrown) {
      const { code, message } = asDeskError(thrown);
      if (code !== 'interrupted') throw thrown;
      await this.read();
      this.refused = message;
    }
  }

  async stop(): Promise<void> {
    this.#stopAsked = true;
    try {
      await commands.applyStop(this.#account);
    } catch (thrown) {
      this.#stopAsked = false;
      throw thrown;
    }
    await this.read();
  }

  async resume(): Promise<void> {
    this.#take(await commands.applyResume(this.#account));
  }

  async dismiss(): Promise<void> {
    await commands.applyDismiss(this.#account);
    await this.read();
  }

  #take(view: BatchView): void {
    this.#reading.take(view);
    this.#follow(view);
  }

  #follow(view: BatchView | null): void {
    const ended = this.#wasRunning && view !== null && !view.running;
    this.#wasRunning = view?.running ?? false;
    if (!view?.running) this.#stopAsked = false;
    if (!this.interrupted) this.refused = null;
    if (ended) announcer.say(batchEnd(view.states, this.interrupted));
    // A new batch does not inherit the filter of the last one.
    void (view?.startedAt === this.#startedAt || this.items.query.length === 0 ? this.items.read() : this.items.change([]));
    this.#startedAt = view?.startedAt;
  }
}
