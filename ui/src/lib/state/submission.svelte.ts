import { asDeskError, type DeskError, type FieldName } from '../bridge';
import type { Message } from '../components/messages';

/** The submission of a form: whether it is running, and the error of a field or of the whole form. */
export class Submission {
  running = $state(false);
  error: DeskError | null = $state.raw(null);

  /** Returns whether it was accepted. */
  async run(work: () => Promise<void>): Promise<boolean> {
    if (this.running) return false;
    this.running = true;
    this.error = null;
    try {
      await work();
      return true;
    } catch (thrown) {
      this.error = asDeskError(thrown);
      return false;
    } finally {
      this.running = false;
    }
  }

  at(field: FieldName): Message[] {
    return this.error?.field === field ? [{ severity: 'error', text: this.error.message }] : [];
  }
}
