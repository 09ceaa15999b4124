import { commands, type DeskError, type DisconnectPreviewView, type RemapPreviewView, type SaveOutcome, type SaveStage, type StepView } from '../../bridge';
import { Confirming } from './confirming.svelte';

/** How a save or a disconnect ended, as the panel shows it. */
export type Result =
  | { kind: 'steps'; steps: StepView[] }
  | Extract<SaveOutcome, { kind: 'conflict' | 'markedReady' | 'nothingToDo' }>
  | { kind: 'error'; error: DeskError };

type Invalid = Extract<SaveOutcome, { kind: 'invalid' }>;

/** A save on its way: its stage, the dialog it needs, and what came of it. */
export class Saving extends Confirming {
  result: Result | null = $state.raw(null);
  remap: { preview: RemapPreviewView; because: string | null } | null = $state.raw(null);
  disconnect: { preview: DisconnectPreviewView; because: string | null } | null = $state.raw(null);

  #account: string;
  #number: string;
  #oninvalid: (outcome: Invalid) => void;
  #onwritten: () => void;

  constructor(account: string, number: string, on: { invalid: (outcome: Invalid) => void; written: () => void }) {
    super();
    this.#account = account;
    this.#number = number;
    this.#oninvalid = on.invalid;
    this.#onwritten = on.written;
  }

  heard(stage: SaveStage): void {
    if (this.running) this.stage = stage;
  }

  async save(includeMapping: boolean): Promise<void> {
    await this.#run(async () => this.take(await commands.saveNumber(this.#account, this.#number, includeMapping)));
  }

  async confirmRemap(typed: string): Promise<void> {
    const preview = this.remap?.preview;
    if (!preview) return;
    await this.#run(async () => this.take(await commands.confirmRemap(this.#account, this.#number, preview.previewId, typed)), () => this.#showRemapAgain());
  }

  async askDisconnect(): Promise<void> {
    await this.#run(async () => {
      this.disconnect = { preview: await commands.disconnectPreview(this.#account, this.#number), because: null };
    });
  }

  async confirmDisconnect(typed: string): Promise<void> {
    const preview = this.disconnect?.preview;
    if (!preview) return;
    await this.#run(async () => {
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

  take(outcome: SaveOutcome): void {
    this.refusal = null;
    if (outcome.kind === 'needsConfirmation') {
      this.remap = { preview: outcome.preview, because: outcome.because };
      return;
    }
    this.#closeDialogs();
    if (outcome.kind === 'invalid') return this.#oninvalid(outcome);
    this.result = outcome.kind === 'done' ? { kind: 'steps', steps: outcome.steps } : outcome;
    this.#onwritten();
  }

  /** What became of an earlier write, told without being asked. A dialog that is open is about another write, and stays. */
  settled(outcome: SaveOutcome): void {
    if (outcome.kind !== 'done') return;
    this.result = { kind: 'steps', steps: outcome.steps };
    this.#onwritten();
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

  #run(work: () => Promise<void>, again?: () => Promise<void>): Promise<void> {
    if (!this.running) this.result = null;
    return this.attempt(work, (error) => this.#fail(error), again);
  }

  /** It ends the dialog, and is shown in the panel. */
  #fail(error: DeskError): void {
    this.#closeDialogs();
    this.result = { kind: 'error', error };
    this.#onwritten();
  }
}
