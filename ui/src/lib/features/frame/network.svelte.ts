import { commands, type AccountView } from '../../bridge';

/** Whether the sandbox pretends that there is no network. Unknown (nothing to switch) with any other account. */
export class PretendNetwork {
  offline: boolean | null = $state(null);
  #asked = 0;

  async follow(account: AccountView | null): Promise<void> {
    const asked = ++this.#asked;
    if (account?.kind !== 'sandbox') {
      this.offline = null;
      return;
    }
    const offline = await commands.sandboxOffline().catch(() => null);
    if (asked === this.#asked) this.offline = offline;
  }

  /** Shown at once, and put back where it was refused. */
  async set(offline: boolean): Promise<void> {
    const before = this.offline;
    const asked = ++this.#asked;
    this.offline = offline;
    try {
      await commands.setSandboxOffline(offline);
    } catch (thrown) {
      if (asked === this.#asked) this.offline = before;
      throw thrown;
    }
  }
}
