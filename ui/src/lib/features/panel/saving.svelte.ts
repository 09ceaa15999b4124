import { commands, type DeskError, type DisconnectPreviewView, type RemapPreviewView, type SaveOutcome, type SaveStage, type StepView } from '../../bridge';
import { Confirming } from '../remap/confirming.svelte';

/** The result of a save or a disconnect, as the panel shows it. */
export type Result =
  | { kind: 'steps'; steps: StepView[] }
  /** A move needed a confirmation, and the panel was not visible. */
  | { kind: 'unconfirmed'; preview: RemapPreviewView }
  | Extract<SaveOutcome, { kind: 'conflict' | 'markedReady' | 'nothingToDo' }>
  | { kind: 'error'; error: DeskError };

type Invalid = Extract<SaveOutcome, { kind: 'invalid' }>;
type Heard = { invalid: (outcome: Invalid) => void; written: () => void; ended: () => void };

/** A running save: its stage, its dialog and its result. */
export class Saving extends Confirming {
  result: Result | null = $state.raw(null);
  remap: { preview: RemapPreviewView; because: string | null } | null = $state.raw(null);
  disconnect: { preview: DisconnectPreviewView; because: string | null } | null = $state.raw(null);
  /** The kind of the last operation. */
  what: 'Save' | 'Disconnect' = 'Save';

  #account: string;
  #number: string;
  #on: Heard;

  constructor(account: string, number: string, on: Heard) {
    super();
    this.#account = account;
    this.#number = number;
    this.#on = on;
  }

  heard(stage: SaveStage): void {
    if (this.running) this.stage = stage;
  }

  async save(includeMapping: boolean): Promise<void> {
    await this.#run('Save', async () => this.take(await commands.saveNumber(this.#account, this.#number, includeMapping)));
  }

  async confirmRemap(typed: string): Promise<void> {
    const preview = this.remap?.preview;
    if (!preview) return;
    await this.#run('Save', async () => this.take(await commands.confirmRemap(this.#account, this.#number, preview.previewId, typed)), () => this.#showRemapAgain());
  }

  async askDisconnect(): Promise<void> {
    await this.#run('Disconnect', async () => {
      this.disconnect = { preview: await commands.disconnectPreview(this.#account, this.#number), because: null };
    });
  }

  async confirmDisconnect(typed: string): Promise<void> {
    const preview = this.disconnect?.preview;
    if (!preview) return;
    await this.#run('Disconnect', async () => {
      const outcome = await commands.confirmDisconnect(this.#account, this.#number, preview.previewId, typed);
      if (outcome.kind === 'needsConfirmation') this.disconnect = { preview: outcome.preview, because: outcome.because };
      else this.take({ kind: 'done', steps: [outcome.step] });
    }, () => this.#showDisconnectAgain());
  }

  /** The safe way out of both dialogs. Rust drops the preview too, so it can no longer be confirmed. */
  async keep(): Promise<void> {
    const preview = this.remap?.preview ?? this.disconnect?.preview;
    this.#closeDialogs();
    if (preview) await commands.dropPreview(this.#account, preview.previewId).catch(() => undefined);
  }

  /** Nobody can answer: the question is dropped, and the next save asks again. */
  async postpone(): Promise<void> {
    if (this.remap) this.result = { kind: 'unconfirmed', preview: this.remap.preview };
    await this.keep();
  }

  take(outcome: SaveOutcome): void {
    this.refusal = null;
    if (outcome.kind === 'needsConfirmation') {
      this.remap = { preview: outcome.preview, because: outcome.because };
      return;
    }
    this.#closeDialogs();
    if (outcome.kind === 'invalid') return this.#on.invalid(outcome);
    this.result = outcome.kind === 'done' ? { kind: 'steps', steps: outcome.steps } : outcome;
    this.#on.written();
  }

  /**
   * The outcome of an earlier save, from a notice: its write was not yet known, or its page was lost. An open dialog is
   * about another write, and stays open.
   */
  settled(outcome: SaveOutcome): void {
    switch (outcome.kind) {
      case 'done':
        this.result = { kind: 'steps', steps: outcome.steps };
        break;
      case 'needsConfirmation':
        this.result = { kind: 'unconfirmed', preview: outcome.preview };
        void commands.dropPreview(this.#account, outcome.preview.previewId).catch(() => undefined);
        break;
      case 'invalid':
        // The fields show it.
        break;
      default:
        this.result = outcome;
    }
    this.#on.written();
  }

  /** A save failed whose page was lost. */
  failed(error: DeskError): void {
    this.result = { kind: 'error', error };
    this.#on.written();
  }

  #closeDialogs(): void {
    this.remap = null;
    this.disconnect = null;
    this.refusal = null;
  }

  async #showRemapAgain(): Promise<void> {
    const outcome = await commands.saveNumber(this.#account, this.#number, true);
    this.take(outcome.kind === 'needsConfirmation' ? { ...outcome, because: 'The confirmation had expired. This is a fresh read.' } : outcome);
  }

  async #showDisconnectAgain(): Promise<void> {
    this.disconnect = { preview: await commands.disconnectPreview(this.#account, this.#number), because: 'The confirmation had expired. This is a fresh read.' };
  }

  async #run(what: Saving['what'], work: () => Promise<void>, again?: () => Promise<void>): Promise<void> {
    if (this.running) return;
    this.what = what;
    this.result = null;
    await this.attempt(work, (error) => this.#fail(error), again);
    this.#on.ended();
  }

  /** Closes the dialog, and shows the error in the panel. */
  #fail(error: DeskError): void {
    this.#closeDialogs();
    this.result = { kind: 'error', error };
    this.#on.written();
  }
}
