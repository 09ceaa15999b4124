import { asDeskError } from '../../bridge';
import { Submission } from '../../state/submission.svelte';
import type { Session } from './session.svelte';

/** Credentials that are sent to Plivo and then to the keychain. Until the keychain has them, the user can cancel. */
export class CredentialsForm extends Submission {
  /** It was cancelled, or the cancel is under way. */
  cancelled = $state(false);

  readonly #session: Session;
  #attempt = 0;

  constructor(session: Session) {
    super();
    this.#session = session;
  }

  /** Submits the credentials, and returns whether they were stored. A cancelled attempt leaves no error. */
  async hand(work: (attempt: number) => Promise<void>): Promise<boolean> {
    if (this.running) return false;
    this.cancelled = false;
    const attempt = this.#session.nextAttempt();
    this.#attempt = attempt;
    const kept = await this.run(() => work(attempt));
    if (this.cancelled && this.error && asDeskError(this.error).code === 'cancelled') this.error = null;
    return kept;
  }

  /** Cancels the attempt: nothing is stored, unless it was already stored. */
  async cancel(): Promise<void> {
    if (!this.running) return;
    this.cancelled = true;
    await this.#session.cancel(this.#attempt);
  }
}
