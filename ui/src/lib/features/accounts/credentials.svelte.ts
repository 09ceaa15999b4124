import { asDeskError } from '../../bridge';
import { Submission } from '../../state/submission.svelte';
import type { Session } from './session.svelte';

/** Credentials on their way to Plivo and to the keychain. Until they are kept, they can be called back. */
export class CredentialsForm extends Submission {
  /** It was called back, or is about to be. */
  cancelled = $state(false);

  readonly #session: Session;
  #attempt = 0;

  constructor(session: Session) {
    super();
    this.#session = session;
  }

  /** Hands over the credentials, and returns whether they are kept. One that was called back leaves no error. */
  async hand(work: (attempt: number) => Promise<void>): Promise<boolean> {
    if (this.running) return false;
    this.cancelled = false;
    const attempt = this.#session.nextAttempt();
    this.#attempt = attempt;
    const kept = await this.run(() => work(attempt));
    if (this.cancelled && this.error && asDeskError(this.error).code === 'cancelled') this.error = null;
    return kept;
  }

  /** Nothing of it is kept any more, unless it was kept just now. */
  async cancel(): Promise<void> {
    if (!this.running) return;
    this.cancelled = true;
    await this.#session.cancel(this.#attempt);
  }
}
