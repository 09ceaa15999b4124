import { asDeskError, commands, type ByHandView, type DeskError, type FieldName, type HandStep } from '../../bridge';

/** A draft that a person carries out in Plivo's console: the steps, which of them is shown, and what went wrong. */
export class ByHand {
  view: ByHandView | null = $state.raw(null);
  /** The field whose step is unfolded. */
  open: FieldName | null = $state(null);
  running = $state(false);
  /** What is done is being recorded, which cannot be called back. */
  finishing = $state(false);
  failure: DeskError | null = $state.raw(null);
  /** What is wrong with the name that was typed. */
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

  /** The remap's step waits for its confirmation. */
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

  /** A step that is done leads on to the next one. */
  async mark(field: FieldName, done: boolean): Promise<void> {
    await this.#run(() => commands.byHandStep(this.#account, this.#number, field, done));
    if (this.failure === null && done) this.open = this.#next() ?? field;
  }

  /** True when it is recorded. */
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

  /** A wrong name may be mended. Whatever else was refused, the steps are shown again as they stand now. */
  async #refuse(error: DeskError, confirming: boolean): Promise<void> {
    if (confirming && error.code === 'notConfirmed') {
      this.refusal = error;
      return;
    }
    this.failure = error;
    this.view = await commands.byHand(this.#account, this.#number).catch(() => this.view);
  }
}
