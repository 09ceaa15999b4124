import { commands, firstQuery, type DeskError, type NumberRow, type NumbersWindow } from '../../bridge';
import { Reading } from '../../state/reading.svelte';

/** The first numbers that match a text, found by the list's own search. */
export class NumberSearch {
  readonly #reading: Reading<NumbersWindow, string>;

  constructor(account: string, most: number) {
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

  /** Resolves when the rows fit this text or a later one. */
  find(text: string): Promise<void> {
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
