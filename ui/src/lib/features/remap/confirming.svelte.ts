import { asDeskError, type DeskError, type SaveStage } from '../../bridge';

/** Work on its way to Plivo that a typed confirmation may stand before: one at a time. */
export class Confirming {
  stage: SaveStage | null = $state(null);
  running = $state(false);
  /** What is wrong with what was typed in the open dialog. */
  refusal: DeskError | null = $state.raw(null);

  /** A wrong name keeps the dialog open; an expired confirmation is shown `again`; whatever else went wrong is the `end`. */
  protected async attempt(work: () => Promise<void>, end: (error: DeskError) => void, again?: () => Promise<void>): Promise<void> {
    if (this.running) return;
    this.running = true;
    this.refusal = null;
    try {
      await work().catch((thrown) => {
        if (again && asDeskError(thrown).code === 'confirmationExpired') return again();
        throw thrown;
      });
    } catch (thrown) {
      const error = asDeskError(thrown);
      if (error.code === 'notConfirmed') this.refusal = error;
      else end(error);
    } finally {
      this.running = false;
      this.stage = null;
    }
  }
}
