import { asDeskError, commands, type CsvPreview, type DeskError } from '../../bridge';
import { Reading } from '../../state/reading.svelte';

/** The text of a file together with its preview. */
type Read = { text: string; preview: CsvPreview };

/** Numbers from a CSV file. It imports what was shown, even if another file was chosen meanwhile. */
export class CsvImport {
  /** The import is being written. This cannot be cancelled. */
  running = $state(false);
  /** Why nothing was imported. */
  failure: DeskError | null = $state.raw(null);

  readonly #account: string;
  readonly #reading: Reading<Read | null, File | null>;

  constructor(account: string) {
    this.#account = account;
    this.#reading = new Reading((file) => this.#look(file));
  }

  readonly preview: CsvPreview | null = $derived.by(() => this.#reading.value?.preview ?? null);
  readonly wrong: number = $derived.by(() => this.preview?.rows.filter((row) => row.error !== null).length ?? 0);
  readonly good: number = $derived.by(() => (this.preview?.rows.length ?? 0) - this.wrong);
  readonly problem: string | null = $derived.by(() => this.failure?.message ?? this.#reading.failure?.message ?? null);

  choose(file: File): void {
    this.failure = null;
    this.#reading.value = null;
    void this.#reading.ask(file);
  }

  /** Returns how many numbers were imported, or null if none were. */
  async take(): Promise<number | null> {
    const { value, running } = this.#reading;
    if (this.running || running || value === null || this.good === 0) return null;
    this.running = true;
    this.failure = null;
    try {
      return await commands.csvImport(this.#account, value.text);
    } catch (thrown) {
      this.failure = asDeskError(thrown);
      return null;
    } finally {
      this.running = false;
    }
  }

  async #look(file: File | null): Promise<Read | null> {
    if (file === null) return null;
    const text = await file.text();
    return { text, preview: await commands.csvPreview(this.#account, text) };
  }
}
