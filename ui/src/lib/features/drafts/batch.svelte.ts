import { asDeskError, commands, type ApplyWhat, type BatchItem, type BatchState, type BatchView, type StatusView } from '../../bridge';
import { announcer } from '../../components/announcer.svelte';
import { Windowed } from '../../state/windowed.svelte';
import { batchEnd } from '../../words/records';

/**
 * The drafts of one account that are applied one after the other. Rust applies them, and each status says how far it is.
 * This class follows the progress and asks the user.
 */
export class Batch {
  /** Why no batch was started: an earlier batch waits. Shown beside its buttons until it is resumed or dismissed. */
  refused: string | null = $state(null);
  /** Stop was pressed and is not confirmed yet, so that the window shows it at once. */
  #stopAsked = $state(false);

  /** The drafts of the batch, filtered by state. */
  items: Windowed<BatchItem, BatchState[]>;
  view: BatchView | null = $state.raw(null);

  readonly #account: string;
  readonly #heard: (status: StatusView) => void;

  /** `heard` takes each status that comes with the result of a command, and follows it if it is the latest. */
  constructor(account: string, heard: (status: StatusView) => void) {
    this.#account = account;
    this.#heard = heard;
    this.items = $state.raw(this.#unread());
  }

  readonly total = $derived.by(() => this.view?.total ?? 0);
  readonly waiting = $derived.by(() => this.view?.open ?? 0);
  readonly done = $derived(this.total - this.waiting);
  readonly running = $derived.by(() => this.view?.running ?? false);
  readonly stopping = $derived(this.running && (this.#stopAsked || (this.view?.stopping ?? false)));
  /** The batch stopped early: by Stop, by itself, or because the app was closed. */
  readonly interrupted = $derived(!this.running && this.waiting > 0);

  async start(what: ApplyWhat): Promise<void> {
    this.refused = null;
    try {
      this.#heard(await commands.applyStart(this.#account, what));
    } catch (thrown) {
      const { code, message } = asDeskError(thrown);
      if (code !== 'interrupted') throw thrown;
      this.refused = message;
    }
  }

  async stop(): Promise<void> {
    this.#stopAsked = true;
    try {
      this.#heard(await commands.applyStop(this.#account));
    } catch (thrown) {
      this.#stopAsked = false;
      throw thrown;
    }
  }

  async resume(): Promise<void> {
    this.#heard(await commands.applyResume(this.#account));
  }

  async dismiss(): Promise<void> {
    this.#heard(await commands.applyDismiss(this.#account));
  }

  #unread(): Windowed<BatchItem, BatchState[]> {
    return new Windowed<BatchItem, BatchState[]>([], (states, span) => commands.batchItems(this.#account, states, span));
  }

  follow(view: BatchView | null): void {
    const before = this.view;
    const ended = before?.running === true && view !== null && !view.running;
    this.view = view;
    if (!view?.running) this.#stopAsked = false;
    if (!this.interrupted) this.refused = null;
    if (ended) announcer.say(batchEnd(view.states, this.interrupted));
    // A new batch inherits neither the drafts nor the filter of the last one.
    if (view?.startedAt !== before?.startedAt) this.items = this.#unread();
  }
}
