import { commands, type DeskError, type DisconnectPreviewView, type RemapPreviewView, type SaveOutcome, type SaveStage, type StepView } from '../../bridge';
import { Confirming } from '../remap/confirming.svelte';

/** How a save or a disconnect ended, as the panel shows it. */
export type Result =
  | { kind: 'steps'; steps: StepView[] }
  /** A move was to be confirmed, and nobody was there. */
  | { kind: 'unconfirmed'; preview: RemapPreviewView }
  | Extract<SaveOutcome, { kind: 'conflict' | 'markedReady' | 'nothingToDo' }>
  | { kind: 'error'; error: DeskError };

type Invalid = Extract<SaveOutcome, { kind: 'invalid' }>;
type Heard = { invalid: (outcome: Invalid) => void; written: () => void; ended: () => void };

/** A save on its way: its stage, the dialog it needs, and what came of it. */
export class Saving extends Confirming {
  result: Result | null = $state.raw(null);
  remap: { preview: RemapPreviewView; because: string | null } | null = $state.raw(null);
  disconnect: { preview: DisconnectPreviewView; because: string | null } | null = $state.raw(null);
  /** What the last of them was. */
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

  /** The safe way out of either dialog. The preview is forgotten in Rust too, so it cannot serve any more. */
  async keep(): Promise<void> {
    const preview = this.remap?.preview ?? this.disconnect?.preview;
    this.#closeDialogs();
    if (preview) await commands.dropPreview(this.#account, preview.previewId).catch(() => undefined);
  }

  /** Nobody is there to answer: the question is dropped, and the next save asks it anew. */
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

  /** What became of an earlier write, told without being asked. A dialog that is open is about another write, and stays. */
  settled(outcome: SaveOutcome): void {
    if (outcome.kind !== 'done') return;
    this.result = { kind: 'steps', steps: outcome.steps };
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

  /** It ends the dialog, and is shown in the panel. */
  #fail(error: DeskError): void {
    this.#closeDialogs();
    this.result = { kind: 'error', error };
    this.#on.written();
  }
}
