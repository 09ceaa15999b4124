import { asDeskError, commands, type CallsView, type DeskError } from '../../bridge';
import { announcer } from '../../components/announcer.svelte';
import { count } from '../../words/count';

const never: CallsView = { calls: [], readAt: null, days: 0, error: null, more: false };

/** The newest call records of one number: as last read at once, and read anew behind. */
export class RecentCalls {
  view: CallsView | null = $state.raw(null);
  reading = $state(false);

  #account: string;
  #number: string;
  #onread: () => void;

  constructor(account: string, number: string, onread: () => void) {
    this.#account = account;
    this.#number = number;
    this.#onread = onread;
  }

  get error(): DeskError | null {
    return this.view?.error ?? null;
  }

  async open(): Promise<void> {
    this.view = await commands.knownCalls(this.#account, this.#number).catch((thrown) => ({ ...never, error: asDeskError(thrown) }));
    await this.#read();
  }

  /** Reads because somebody asked, and says what came of it. */
  async refresh(): Promise<void> {
    await this.#read();
    announcer.say(this.error ? this.error.message : `${count(this.view?.calls.length ?? 0, 'call')} read.`);
  }

  /** What was read before stays in sight where the reading fails. */
  async #read(): Promise<void> {
    if (this.reading) return;
    this.reading = true;
    try {
      this.view = await commands.readCalls(this.#account, this.#number);
    } catch (thrown) {
      this.view = { ...(this.view ?? never), error: asDeskError(thrown) };
    } finally {
      this.reading = false;
    }
    if (!this.error) this.#onread();
  }
}
