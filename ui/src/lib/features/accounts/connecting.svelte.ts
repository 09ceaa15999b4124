import { asDeskError, type DeskError, type FieldName } from '../../bridge';
import type { Message } from '../../components/messages';

/** An attempt to hand over credentials: whether it runs, and what was wrong, at the field or as a whole. */
export class Connecting {
  running = $state(false);
  error: DeskError | null = $state.raw(null);

  async run(work: (sessionOnly: boolean) => Promise<void>, sessionOnly = false): Promise<void> {
    if (this.running) return;
    this.running = true;
    this.error = null;
    try {
      await work(sessionOnly);
    } catch (thrown) {
      this.error = asDeskError(thrown);
    } finally {
      this.running = false;
    }
  }

  at(field: FieldName): Message[] {
    return this.error?.field === field ? [{ severity: 'error', text: this.error.message }] : [];
  }
}
