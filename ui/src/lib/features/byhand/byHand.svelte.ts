import { asDeskError, commands, type ByHandView, type DeskError, type FieldName, type HandStep } from '../../bridge';

/** A draft that the user carries out in Plivo's console: the steps, the open step and the errors. */
export class ByHand {
  view: ByHandView | null = $state.raw(null);
  /** The field whose step is expanded. */
  open: FieldName | null = $state(null);
  running = $state(false);
  /** The result is being recorded. This cannot be cancelled. */
  finishing = $state(false);
  failure: DeskError | null = $state.raw(null);
  /** The error with the typed name. */
  refusal: DeskError | null = $state.raw(null);

  readonly #account: string;
  readonly #number: string;

  constructor(account: string, number: string) {
    this.#account = account;
    this.#number = number;
  }

  get done(): HandStep[] {
    return this.view?.steps.filter((step) => step.done) ?? [];
  }

  /** The step of the remap needs its confirmation first. */
  locked(step: HandStep): boolean {
    return step.field === 'accountMapping' && this.view?.remap?.confirmed === false;
  }

  read(): Promise<void> {
    return this.#run(() => commands.byHand(this.#account, this.#number));
  }

  confirm(typed: string): Promise<void> {
    const remap = this.view?.remap;
    if (!remap) return Promise.resolve();
    return this.#run(() => commands.byHandConfirm(this.#account, this.#number, remap.previewId, typed), true);
  }

  /** Marks a step. A done step opens the next one. */
  async mark(field: FieldName, done: boolean): Promise<void> {
    await this.#run(() => commands.byHandStep(this.#account, this.#number, field, done));
    if (this.failure === null && done) this.open = this.#next() ?? field;
  }

  /** Returns whether it was recorded. */
  async finish(): Promise<boolean> {
    let recorded = false;
    this.finishing = true;
    await this.#run(async () => {
      await commands.byHandFinish(this.#account, this.#number);
      recorded = true;
      return this.view;
    });
    this.finishing = false;
    return recorded;
  }

  #next(): FieldName | undefined {
    return this.view?.steps.find((step) => !step.done)?.field;
  }

  async #run(work: () => Promise<ByHandView | null>, confirming = false): Promise<void> {
    if (this.running) return;
    this.running = true;
    this.failure = null;
    this.refusal = null;
    try {
      this.view = await work();
      this.open ??= this.#next() ?? this.view?.steps[0]?.field ?? null;
    } catch (thrown) {
      await this.#refuse(asDeskError(thrown), confirming);
    } finally {
      this.running = false;
    }
  }

  /** After a wrong name, the user can correct it. After any other error, the steps are read again. */
  async #refuse(error: DeskError, confirming: boolean): Promise<void> {
    if (confirming && error.code === 'notConfirmed') {
      this.refusal = error;
      return;
    }
    this.failure = error;
    this.view = await commands.byHand(this.#account, this.#number).catch(() => this.view);
  }
}
