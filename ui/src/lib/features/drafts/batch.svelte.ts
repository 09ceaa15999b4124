import { asDeskError, commands, type BatchItem, type BatchState, type BatchView, type DeskError, type DraftKey } from '../../bridge';
import { announcer } from '../../components/announcer.svelte';
import { batchStates } from '../../words/records';
import { coalesced } from './coalesced';
import { keyText } from './names';

const open: BatchState[] = ['waiting', 'running'];

/** The drafts that are carried out one after the other. Rust carries them out; this only follows and asks. */
export class Batch {
  view: BatchView | null = $state.raw(null);
  failure: DeskError | null = $state.raw(null);
  /** Why nothing was begun: an earlier batch waits. Said beside its buttons until it is resumed or dismissed. */
  refused: string | null = $state(null);
  /** Stop was pressed and not answered yet, so that it shows at once. */
  #stopAsked = $state(false);

  readonly total = $derived(this.view?.items.length ?? 0);
  readonly waiting = $derived(this.view?.items.filter((item) => open.includes(item.state)).length ?? 0);
  readonly done = $derived(this.total - this.waiting);
  readonly running = $derived(this.view?.running ?? false);
  readonly stopping = $derived(this.running && (this.#stopAsked || (this.view?.stopping ?? false)));
  /** It ended before its end: by Stop, by itself, or because the app was closed. */
  readonly interrupted = $derived(!this.running && this.waiting > 0);
  /** The drafts that the running batch has still to carry out. */
  readonly held = $derived(new Set(this.running ? this.view?.items.filter((item) => open.includes(item.state)).map((item) => keyText(item.key)) : []));

  #account = '';
  readonly #read = coalesced(() => this.#readOnce());

  /** Follows another account from now on. */
  follow(account: string): Promise<void> {
    if (account !== this.#account) this.#adopt(null);
    this.#account = account;
    return this.#read();
  }

  heard(account: string): void {
    if (account === this.#account) void this.#read();
  }

  /** Begins with the named drafts, or with all that are ready. */
  async start(drafts: DraftKey[] | null): Promise<void> {
    this.refused = null;
    try {
      this.#adopt(await commands.applyStart(this.#account, drafts));
    } catch (thrown) {
      const { code, message } = asDeskError(thrown);
      if (code !== 'interrupted') throw thrown;
      this.refused = message;
    }
    // A reading that was on its way may still answer with what was before.
    await this.#read();
  }

  async stop(): Promise<void> {
    this.#stopAsked = true;
    try {
      await commands.applyStop(this.#account);
    } catch (thrown) {
      this.#stopAsked = false;
      throw thrown;
    }
    await this.#read();
  }

  async resume(): Promise<void> {
    this.#adopt(await commands.applyResume(this.#account));
    await this.#read();
  }

  async dismiss(): Promise<void> {
    await commands.applyDismiss(this.#account);
    await this.#read();
  }

  read(): Promise<void> {
    return this.#read();
  }

  async #readOnce(): Promise<void> {
    const account = this.#account;
    if (account === '') return;
    try {
      const view = await commands.batch(account);
      if (account !== this.#account) return;
      this.#adopt(view);
      this.failure = null;
    } catch (thrown) {
      this.failure = asDeskError(thrown);
    }
  }

  #adopt(view: BatchView | null): void {
    const ended = this.running && view !== null && !view.running;
    this.view = view;
    if (!view?.running) this.#stopAsked = false;
    if (!this.interrupted) this.refused = null;
    if (ended) announcer.say(`${this.interrupted ? 'Stopped' : 'Applied'}: ${batchSummary(view.items)}.`);
  }
}

/** `3 applied, 1 needs you`, in the order of the states. */
export function batchSummary(items: BatchItem[]): string {
  const states = Object.keys(batchStates) as BatchState[];
  const amounts = states.map((state) => [items.filter((item) => item.state === state).length, batchStates[state].label] as const);
  return amounts.filter(([amount]) => amount > 0).map(([amount, label]) => `${amount.toLocaleString('en')} ${label}`).join(', ');
}
