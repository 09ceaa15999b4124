import { commands, type AccountView } from '../../bridge';
import { Reading } from '../../state/reading.svelte';

/** Whether the sandbox simulates a missing network. Null (no switch) for any other account. */
export class PretendNetwork {
  /** The requested state, until it is confirmed. */
  #wanted: boolean | null = $state(null);
  readonly #reading = new Reading<boolean | null, AccountView['kind'] | null>(async (kind) => (kind === 'sandbox' ? commands.sandboxOffline() : null));

  get offline(): boolean | null {
    return this.#wanted ?? this.#reading.value;
  }

  follow(account: AccountView | null): Promise<void> {
    return this.#reading.ask(account?.kind ?? null);
  }

  /** Shown at once (an optimistic update), and reverted after an error. */
  async set(offline: boolean): Promise<void> {
    this.#wanted = offline;
    try {
      await commands.setSandboxOffline(offline);
    } finally {
      await this.#reading.again();
      if (this.#wanted === offline) this.#wanted = null;
    }
  }
}
