import { commands, firstQuery, type DeskError, type NumberRow, type NumbersWindow } from '../../bridge';
import { Reading } from '../../state/reading.svelte';

/**
 * Call it when somebody is about to search, so that the first letter does not wait for the rows. If they cannot be read,
 * the search itself says so.
 */
export const prepareSearch = (account: string) => void commands.prepareSearch(account).catch(() => undefined);

/** The first numbers that match a text, found by the list's own search. */
export class NumberSearch {
  readonly #account: string;
  readonly #reading: Reading<NumbersWindow, string>;

  constructor(account: string, most: number) {
    this.#account = account;
    this.#reading = new Reading((search) => commands.numbersWindow(account, { ...firstQuery, grouped: false, search }, 0, most, []));
  }

  /** Empty if the read failed, because older rows belong to another text. */
  readonly rows: NumberRow[] = $derived.by(() => (this.#reading.failure ? null : this.#reading.value)?.rows.flatMap((row) => (row.kind === 'number' ? [row] : [])) ?? []);
  /** How many more numbers match. */
  readonly more: number = $derived.by(() => (this.#reading.failure ? 0 : (this.#reading.value?.matching ?? 0) - this.rows.length));

  get failure(): DeskError | null {
    return this.#reading.failure;
  }

  get running(): boolean {
    return this.#reading.running;
  }

  /** Resolves when the rows fit this text or a later one. Without a text, the list of choices was just opened. */
  find(text: string): Promise<void> {
    if (text.trim() === '') prepareSearch(this.#account);
    return this.#reading.ask(text);
  }

  settled(): Promise<void> {
    return this.#reading.settled();
  }

  clear(): void {
    this.#reading.stop();
    this.#reading.value = null;
    this.#reading.failure = null;
  }
}
