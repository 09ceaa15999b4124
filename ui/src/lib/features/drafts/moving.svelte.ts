import { commands, type DeskError, type RemapPreviewView, type SaveOutcome, type SaveStage, type StepView } from '../../bridge';
import { errorWords } from '../../words/errors';
import { Confirming } from '../panel/confirming.svelte';

/** How it ended, for the page: the steps that were taken, or why there were none. */
export type Moved = { title: string; steps: StepView[]; message: string | null; bad: boolean };

/** The draft of one WABA's mapping on its way to Plivo: asked for, confirmed from a fresh read, written. */
export class Moving extends Confirming {
  preview: RemapPreviewView | null = $state.raw(null);
  because: string | null = $state(null);
  result: Moved | null = $state.raw(null);

  #account = '';
  #wabaId = '';
  #title = '';

  heard(number: string, stage: SaveStage): void {
    if (this.running && this.preview?.number === number) this.stage = stage;
  }

  /** Reads afresh what the draft would move, and shows it. Nothing is written yet. */
  async ask(account: string, wabaId: string, title: string): Promise<void> {
    if (this.running) return;
    [this.#account, this.#wabaId, this.#title] = [account, wabaId, title];
    await this.#run(async () => this.#take(await commands.saveMapping(account, wabaId)));
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
  }

  /** The safe way out. The preview is forgotten in Rust too, so it cannot serve any more. */
  async keep(): Promise<void> {
    const { preview } = this;
    this.#close();
    if (preview) await commands.dropPreview(this.#account, preview.previewId).catch(() => undefined);
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

  /** It ends the dialog, and is shown in the tray. */
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
      return { message: `Plivo already holds what the draft asks for. Nothing was written, and ${outcome.kept ? 'what counts for nothing by now is kept as a draft' : 'the draft is gone'}.`, bad: false };
    case 'conflict':
      return { message: 'Nothing was written. It was changed at Plivo since the draft was started: open the draft to decide whose value is to stand.', bad: true };
    case 'invalid':
      return { message: `Nothing was written. ${outcome.problems.map((problem) => problem.message).join(' ')}`, bad: true };
    case 'markedReady':
      return { message: `Nothing was written; the draft is kept, marked as ready. ${outcome.because}`, bad: true };
  }
}
