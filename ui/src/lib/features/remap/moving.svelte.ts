import { commands, type DeskError, type RemapPreviewView, type SaveOutcome, type SaveStage, type StepView } from '../../bridge';
import { errorWords } from '../../words/errors';
import { nothingWritten, waitingMove } from '../../words/saving';
import { Confirming } from './confirming.svelte';

/** The result for the page: the steps that were taken, or why there were none. */
export type Moved = { title: string; steps: StepView[]; message: string | null; bad: boolean };

/** The draft of one WABA's mapping being applied: requested, confirmed after a fresh read, written. */
export class Moving extends Confirming {
  preview: RemapPreviewView | null = $state.raw(null);
  because: string | null = $state(null);
  result: Moved | null = $state.raw(null);

  /** Whether the user can be asked. */
  readonly #asked: () => boolean;
  readonly #account: string;
  #wabaId = '';
  #title = '';

  constructor(account: string, asked: () => boolean) {
    super();
    this.#account = account;
    this.#asked = asked;
  }

  heard(number: string, stage: SaveStage): void {
    if (this.running && this.preview?.number === number) this.stage = stage;
  }

  /** Reads again what the draft would move, and shows it. Nothing is written yet. */
  async ask(wabaId: string, title: string): Promise<void> {
    if (this.running) return;
    [this.#wabaId, this.#title] = [wabaId, title];
    await this.#run(async () => this.#take(await commands.saveMapping(this.#account, wabaId)));
    if (!this.#asked()) await this.postpone();
  }

  async confirm(typed: string): Promise<void> {
    const { preview } = this;
    if (!preview || this.running) return;
    await this.#run(
      async () => this.#take(await commands.confirmRemap(this.#account, preview.number, preview.previewId, typed)),
      async () => {
        const again = await commands.saveMapping(this.#account, this.#wabaId);
        this.#take(again.kind === 'needsConfirmation' ? { ...again, because: 'The confirmation had expired. This is a fresh read.' } : again);
      },
    );
    if (!this.#asked()) await this.postpone();
  }

  /** The safe way out. Rust drops the preview too, so it can no longer be confirmed. */
  async keep(): Promise<void> {
    const { preview } = this;
    this.#close();
    if (preview) await commands.dropPreview(this.#account, preview.previewId).catch(() => undefined);
  }

  /** Nobody can answer: the question is dropped, and the draft stays. */
  async postpone(): Promise<void> {
    if (this.running || !this.preview) return;
    this.result = { title: this.#title, steps: [], message: waitingMove(this.preview), bad: true };
    await this.keep();
  }

  #take(outcome: SaveOutcome): void {
    this.refusal = null;
    if (outcome.kind === 'needsConfirmation') {
      this.preview = outcome.preview;
      this.because = outcome.because;
      return;
    }
    this.#close();
    this.result = { title: this.#title, steps: [], ...ending(outcome) };
  }

  #run(work: () => Promise<void>, again?: () => Promise<void>): Promise<void> {
    this.result = null;
    return this.attempt(work, (error) => this.#fail(error), again);
  }

  /** Closes the dialog, and shows the error in the tray. */
  #fail(error: DeskError): void {
    const { title, message } = errorWords(error);
    this.#close();
    this.result = { title: this.#title, steps: [], message: `${title}. ${message}`, bad: true };
  }

  #close(): void {
    this.preview = null;
    this.because = null;
    this.refusal = null;
  }
}

type Ended = Exclude<SaveOutcome, { kind: 'needsConfirmation' }>;

function ending(outcome: Ended): Pick<Moved, 'message' | 'bad'> & { steps?: StepView[] } {
  switch (outcome.kind) {
    case 'done':
      return { steps: outcome.steps, message: null, bad: outcome.steps.some((step) => step.outcome.state !== 'confirmed') };
    case 'nothingToDo':
      return { message: nothingWritten(outcome.kept), bad: false };
    case 'conflict':
      return { message: 'Nothing was written. It was changed at Plivo since the draft was started: open the draft to decide whose value is to stand.', bad: true };
    case 'invalid':
      return { message: `Nothing was written. ${outcome.problems.map((problem) => problem.message).join(' ')}`, bad: true };
    case 'markedReady':
      return { message: `Nothing was written; the draft is kept, marked as ready. ${outcome.because}`, bad: true };
  }
}
