import { commands, type CallsView, type DeskError } from '../../bridge';
import { announcer } from '../../components/announcer.svelte';
import { Reading } from '../../state/reading.svelte';
import { count } from '../../words/count';

/** The newest call records of one number: the cached ones at once, and fresh ones after a read in the background. */
export class RecentCalls {
  /** The page is shown. */
  #shown = false;
  readonly #known: Reading<CallsView>;
  readonly #fresh: Reading<CallsView>;

  /** `onread` is called when new calls were read. */
  constructor(account: string, number: string, onread: () => void) {
    this.#known = new Reading(() => commands.knownCalls(account, number));
    this.#fresh = new Reading(() => commands.readCalls(account, number), (view) => {
      if (view.error === null) onread();
    });
  }

  /** Calls that were read before stay visible if the read fails. */
  get view(): CallsView | null {
    return this.#fresh.value ?? this.#known.value;
  }

  get error(): DeskError | null {
    return this.#fresh.failure ?? this.view?.error ?? (this.view === null ? this.#known.failure : null);
  }

  get reading(): boolean {
    return this.#fresh.running;
  }

  async open(): Promise<void> {
    this.#shown = true;
    await this.#known.ask();
    if (this.#shown) await this.#fresh.ask();
  }

  /** Reads at the user's request, and announces the result. */
  async refresh(): Promise<void> {
    if (this.reading) return;
    await this.#fresh.ask();
    announcer.say(this.error ? this.error.message : `${count(this.view?.calls.length ?? 0, 'call')} read.`);
  }

  stop(): void {
    this.#shown = false;
    this.#known.stop();
    this.#fresh.stop();
  }
}
