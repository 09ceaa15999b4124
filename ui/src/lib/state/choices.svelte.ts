import { commands, type Choices } from '../bridge';
import { Reading } from './reading.svelte';

const none: Choices = { agents: [], subaccounts: [], note: null };

/** The agents and subaccounts that an account can choose from. Empty until they are read. */
export class AccountChoices {
  readonly #reading: Reading<Choices>;

  constructor(account: string) {
    this.#reading = new Reading(() => commands.choices(account));
  }

  get value(): Choices {
    const { value, failure } = this.#reading;
    return failure ? { ...(value ?? none), note: failure.message } : (value ?? none);
  }

  /** Resolves when they are read. */
  settled(): Promise<void> {
    return this.#reading.settled();
  }

  read(): Promise<void> {
    return this.#reading.ask();
  }
}
