import { toasts } from '../../components/toasts.svelte';
import { asDeskError, commands, type AccountView, type Colour, type Credentials, type DeskError, type StartView, type StatusView } from '../../bridge';

/** The connected accounts, the one that is shown, and its connection. */
export class Session {
  started = $state(false);
  version = $state('');
  accounts: AccountView[] = $state.raw([]);
  current: AccountView | null = $state.raw(null);
  status: StatusView | null = $state.raw(null);
  notes: string[] = $state.raw([]);
  /** Why the last start, sync or switch did not happen. */
  failure: DeskError | null = $state.raw(null);

  readonly #statuses = new Map<string, StatusView>();

  adopt(start: StartView): void {
    this.started = true;
    this.version = start.version;
    this.accounts = start.accounts;
    this.current = start.current;
    if (start.current && start.status) this.heard(start.current.id, start.status);
    else this.status = null;
    if (start.notes.length > 0) this.notes = start.notes;
  }

  /** An answer may come after a notice that is newer than it, so the newer one counts. */
  heard(account: string, status: StatusView): void {
    const known = this.#statuses.get(account);
    const newest = known && known.count > status.count ? known : status;
    this.#statuses.set(account, newest);
    if (account === this.current?.id) this.status = newest;
  }

  async connect(credentials: Credentials): Promise<AccountView> {
    return commands.connectAccount(credentials);
  }

  async enterToken(account: string, token: string, sessionOnly: boolean): Promise<void> {
    this.#replace(await commands.enterToken(account, token, sessionOnly));
    this.heard(account, await commands.status(account));
    await this.sync();
  }

  async rename(account: string, name: string, colour: Colour): Promise<void> {
    this.#replace(await commands.renameAccount(account, name, colour));
  }

  async sync(): Promise<void> {
    const account = this.current?.id;
    if (account) await this.#attempt(() => commands.syncStart(account));
  }

  async stop(): Promise<void> {
    const account = this.current?.id;
    if (account) await this.#attempt(() => commands.syncStop(account));
  }

  #replace(account: AccountView): void {
    this.accounts = this.accounts.map((known) => (known.id === account.id ? account : known));
    if (this.current?.id === account.id) this.current = account;
  }

  /** A refusal shows up in the account's status too; this keeps its words in case it does not. */
  async #attempt(command: () => Promise<unknown>): Promise<void> {
    try {
      await command();
      this.failure = null;
    } catch (thrown) {
      this.failure = asDeskError(thrown);
      // A missing token has its own place on the page.
      if (this.failure.code !== 'tokenMissing') toasts.show(this.failure.message, { bad: true });
    }
  }
}
