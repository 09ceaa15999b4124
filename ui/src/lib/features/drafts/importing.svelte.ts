import { SvelteSet } from 'svelte/reactivity';
import { asDeskError, commands, type ImportItem, type ImportPreview, type MadeDrafts } from '../../bridge';
import { keyText } from '../../words/draftNames';

/** The largest file that is read, in bytes. A hand-over file is far smaller. */
export const mostBytes = 20_000_000;

/** The text of a file together with its preview. */
type Looked = { text: string; stage: Stage };
type Stage = { kind: 'reading' } | { kind: 'refused'; message: string } | { kind: 'preview'; preview: ImportPreview };

/**
 * A hand-over file, from the choice of the file to the import of its drafts. Only drafts that were shown and chosen are
 * imported.
 */
export class Importing {
  file = $state('');
  stage: Stage | null = $state.raw(null);
  running = $state(false);
  /** Why the chosen drafts were not imported. */
  failure: string | null = $state(null);
  readonly chosen = new SvelteSet<string>();

  readonly items = $derived(this.stage?.kind === 'preview' ? this.stage.preview.items : []);
  readonly possible = $derived(this.items.filter((item) => item.choice !== 'never').length);

  readonly account: string;
  #text = '';

  constructor(account: string) {
    this.account = account;
  }

  async take(file: File): Promise<void> {
    this.file = file.name;
    this.failure = null;
    this.chosen.clear();
    const reading: Stage = { kind: 'reading' };
    this.stage = reading;
    const { text, stage } = await this.#look(file).catch((thrown): Looked => ({ text: '', stage: { kind: 'refused', message: asDeskError(thrown).message } }));
    // The dialog may have been closed meanwhile, or another file may have been chosen.
    if (this.stage !== reading) return;
    this.#text = text;
    this.stage = stage;
    for (const item of this.items) if (item.choice === 'proposed') this.chosen.add(keyText(item.key));
  }

  toggle(item: ImportItem): void {
    const key = keyText(item.key);
    if (!this.chosen.delete(key)) this.chosen.add(key);
  }

  choose(all: boolean): void {
    this.chosen.clear();
    if (all) for (const item of this.items) if (item.choice !== 'never') this.chosen.add(keyText(item.key));
  }

  /** Imports the chosen drafts. Returns what was imported, or null after an error. */
  async bring(): Promise<MadeDrafts | null> {
    if (this.running || this.chosen.size === 0) return null;
    const keys = this.items.map((item) => item.key).filter((key) => this.chosen.has(keyText(key)));
    this.running = true;
    this.failure = null;
    try {
      const done = await commands.importDrafts(this.account, this.#text, keys);
      this.close();
      return done;
    } catch (thrown) {
      this.failure = asDeskError(thrown).message;
      return null;
    } finally {
      this.running = false;
    }
  }

  close(): void {
    this.stage = null;
    this.#text = '';
    this.chosen.clear();
  }

  async #look(file: File): Promise<Looked> {
    if (file.size > mostBytes) {
      const message = `It is larger than ${mostBytes / 1_000_000} MB, which no hand-over file is, and was not read. Choose the file that Export drafts wrote.`;
      return { text: '', stage: { kind: 'refused', message } };
    }
    const text = await file.text();
    return { text, stage: { kind: 'preview', preview: await commands.importPreview(this.account, text) } };
  }
}
