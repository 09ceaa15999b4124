import { asDeskError, commands, type ApplyWhat, type BatchItem, type BatchPreview, type BatchState, type BatchView, type DraftEntry, type StatusView } from '../../bridge';
import { announcer } from '../../components/announcer.svelte';
import { Windowed } from '../../state/windowed.svelte';
import { batchEnd } from '../../words/records';

type Asked = {
  what: ApplyWhat;
  /** For the undo of a batch: what it does not change back. Null for other batches. */
  undo: string[] | null;
  /** Called once the batch has started, or will not. */
  end: (started: boolean) => void;
};

/** What a batch would send, draft by draft in `drafts`. `because` says why it is shown again. */
export type Question = Asked & { preview: BatchPreview; because: string | null; drafts: Windowed<DraftEntry, null> };

/** The results that somebody should see without asking. The others are counted, and listed on demand. */
const exceptions: BatchState[] = ['needsYou', 'failed', 'notYetKnown'];

/**
 * The drafts of one account that are applied one after the other. Rust applies them, and each status says how far it is.
 * This class follows the progress and asks the user.
 */
export class Batch {
  /** Why no batch was started: an earlier batch waits. Shown beside its buttons until it is resumed or dismissed. */
  refused: string | null = $state(null);
  /** The question before a batch of several numbers starts. */
  asking: Question | null = $state.raw(null);
  /** What is wrong with the typed count. */
  refusal: string | null = $state(null);
  /** A batch is being counted or started. */
  starting = $state(false);
  /** Stop was pressed and is not confirmed yet, so that the window shows it at once. */
  #stopAsked = $state(false);

  /** All results are listed, and not only the exceptions. */
  unfolded = $state(false);
  /** The drafts of the batch, filtered by state. */
  items: Windowed<BatchItem, BatchState[]>;
  view: BatchView | null = $state.raw(null);

  #waiting: (() => void)[] = [];

  readonly #account: string;
  readonly #heard: (status: StatusView) => void;
  /** Whether the user can be asked. */
  readonly #asked: () => boolean;

  /** `heard` takes each status that comes with the result of a command, and follows it if it is the latest. */
  constructor(account: string, heard: (status: StatusView) => void, asked: () => boolean) {
    this.#account = account;
    this.#heard = heard;
    this.#asked = asked;
    this.items = $state.raw(this.#unread());
  }

  readonly total = $derived.by(() => this.view?.total ?? 0);
  readonly waiting = $derived.by(() => this.view?.open ?? 0);
  readonly done = $derived(this.total - this.waiting);
  readonly running = $derived.by(() => this.view?.running ?? false);
  readonly stopping = $derived(this.running && (this.#stopAsked || (this.view?.stopping ?? false)));
  /** The batch stopped early: by Stop, by itself, or because the app was closed. */
  readonly interrupted = $derived(!this.running && this.waiting > 0);

  /**
   * Shows what the batch would send. A batch of one number starts at once, unless its draft was picked, which may be out of
   * sight by now, or it undoes another batch: then `undo` says what it does not change back. Resolves to whether it started.
   */
  async start(what: ApplyWhat, undo: string[] | null = null): Promise<boolean> {
    this.refused = null;
    if (this.starting || this.asking) return false;
    let end: (started: boolean) => void = () => undefined;
    const ended = new Promise<boolean>((resolve) => (end = resolve));
    await this.#once(() => this.#ask({ what, undo, end }, null), end);
    return ended;
  }

  /** The user's yes to the open question, with the count that has to be typed. */
  async yes(typed: string): Promise<void> {
    const { asking } = this;
    this.refusal = null;
    if (asking) await this.#once(() => this.#begin(asking, typed), asking.end);
  }

  /** The safe way out. Rust drops the preview too, so it can no longer be confirmed. */
  async no(): Promise<void> {
    if (!this.asking || this.starting) return;
    const { preview, end } = this.asking;
    this.#close();
    end(false);
    await this.#drop(preview);
  }

  async #ask({ what, undo, end }: Asked, because: string | null): Promise<void> {
    const preview = await commands.applyPreview(this.#account, what);
    const drafts = new Windowed<DraftEntry, null>(null, (_, span) => commands.applyItems(this.#account, preview.previewId, span));
    const question = { what, undo, end, preview, because, drafts };
    if (preview.numbers <= 1 && because === null && undo === null && what.kind !== 'picked') return this.#begin(question, '');
    this.#close();
    if (this.#asked()) this.asking = question;
    else {
      end(false);
      await this.#drop(preview);
    }
  }

  async #begin(question: Question, typed: string): Promise<void> {
    try {
      const status = await commands.applyStart(this.#account, question.preview.previewId, typed);
      this.#close();
      this.#heard(status);
      question.end(true);
    } catch (thrown) {
      const { code, message } = asDeskError(thrown);
      if (code === 'notConfirmed') this.refusal = message;
      else if (code === 'confirmationExpired') await this.#ask(question, message);
      else throw thrown;
    }
  }

  #drop({ previewId }: BatchPreview): Promise<unknown> {
    return commands.dropPreview(this.#account, previewId).catch(() => undefined);
  }

  /** A second press does nothing until the first one is answered. */
  async #once(work: () => Promise<void>, end: (started: boolean) => void): Promise<void> {
    if (this.starting) return;
    this.starting = true;
    try {
      await work();
    } catch (thrown) {
      this.#close();
      end(false);
      const { code, message } = asDeskError(thrown);
      if (code !== 'interrupted') throw thrown;
      this.refused = message;
    } finally {
      this.starting = false;
    }
  }

  #close(): void {
    this.asking = null;
    this.refusal = null;
  }

  /** `closing`: because the window closes. */
  async stop(closing = false): Promise<void> {
    this.#stopAsked = true;
    try {
      this.#heard(await commands.applyStop(this.#account, closing));
    } catch (thrown) {
      this.#stopAsked = false;
      throw thrown;
    }
  }

  async resume(): Promise<void> {
    await this.start({ kind: 'waiting' });
  }

  async dismiss(): Promise<void> {
    this.#heard(await commands.applyDismiss(this.#account));
  }

  unfold(unfolded: boolean): Promise<void> {
    this.unfolded = unfolded;
    return this.items.change(unfolded ? [] : exceptions);
  }

  #unread(): Windowed<BatchItem, BatchState[]> {
    this.unfolded = false;
    return new Windowed<BatchItem, BatchState[]>(exceptions, (states, span) => commands.batchItems(this.#account, states, span));
  }

  /** Resolves when no batch is running. */
  ended(): Promise<void> {
    return this.running ? new Promise((resolve) => this.#waiting.push(resolve)) : Promise.resolve();
  }

  follow(view: BatchView | null): void {
    const before = this.view;
    const ended = before?.running === true && view !== null && !view.running;
    this.view = view;
    if (!view?.running) this.#stopAsked = false;
    if (!this.interrupted) this.refused = null;
    if (!view?.running) for (const resolve of this.#waiting.splice(0)) resolve();
    if (ended) announcer.say(batchEnd(view.states, this.interrupted));
    // A new batch inherits neither the drafts nor the filter of the last one.
    if (view?.startedAt !== before?.startedAt) this.items = this.#unread();
  }
}
