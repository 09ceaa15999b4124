import { asDeskError, type DeskError, type SaveStage } from '../../bridge';

/** An operation at Plivo that may need a typed confirmation. One at a time. */
export class Confirming {
  stage: SaveStage | null = $state(null);
  running = $state(false);
  /** The error with the typed text in the open dialog. */
  refusal: DeskError | null = $state.raw(null);

  /**
   * After a wrong name the dialog stays open. An expired confirmation is shown `again`. Any other error is the `end`.
   */
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
