import { createContext } from 'svelte';
import { commands, type AccountView, type Colour, type Credentials, type DeskError, type StartView } from '../../bridge';
import { announcer } from '../../components/announcer.svelte';
import { toasts } from '../../components/toasts.svelte';
import { attempt } from '../../state/attempt';

export type AccountDialog = { kind: 'connect' | 'about' } | { kind: 'token' | 'rename' | 'signOut' | 'forget' | 'reset'; account: AccountView };

export type SessionHooks = {
  /** Saves all typed text to the disk, before another account is shown. */
  flush: () => Promise<unknown>;
  /** Another account is shown, or the same account again. */
  shown: (start: StartView) => void;
  /** All drafts of the account were deleted. */
  reset: (account: string) => void;
};

/** The connected accounts, and which of them is shown. */
export class Session {
  started = $state(false);
  accounts: AccountView[] = $state.raw([]);
  /** Notes about this start, until the user dismisses them. */
  notes: string[] = $state.raw([]);
  /** Why the window could not start. */
  failure: DeskError | null = $state.raw(null);
  dialog: AccountDialog | null = $state.raw(null);
  #current: string | null = $state(null);
  /** The number of the latest request for another account. */
  #wish = 0;

  readonly #on: SessionHooks;
  #attempts = 0;

  constructor(on: SessionHooks) {
    this.#on = on;
  }

  get current(): AccountView | null {
    return this.account(this.#current) ?? null;
  }

  account(id: string | null): AccountView | undefined {
    return this.accounts.find((account) => account.id === id);
  }

  /** The window's first start. Its notes are shown once, and do not return with another account. */
  begin(start: StartView): void {
    this.started = true;
    this.failure = null;
    this.notes = start.notes;
    this.#show(start);
  }

  dismiss(note: string): void {
    this.notes = this.notes.filter((other) => other !== note);
    void commands.dismissNote(note).catch(() => undefined);
  }

  /** The number of an attempt to send credentials. The attempt is cancelled by this number. */
  nextAttempt(): number {
    return ++this.#attempts;
  }

  /** Cancels an attempt: nothing of it is stored. If it is too late, the attempt completes. */
  async cancel(attempted: number): Promise<void> {
    await commands.cancelAttempt(attempted).catch(() => undefined);
  }

  connect(credentials: Credentials, attempted: number): Promise<AccountView> {
    return commands.connectAccount(credentials, attempted);
  }

  async enterToken(account: string, token: string, sessionOnly: boolean, attempted: number): Promise<void> {
    this.#replace(await commands.enterToken(account, token, sessionOnly, attempted));
  }

  async rename(account: string, name: string, colour: Colour): Promise<void> {
    this.#replace(await commands.renameAccount(account, name, colour));
  }

  switchTo(account: string): Promise<void> {
    return this.#change(() => commands.switchAccount(account));
  }

  openSandbox(): Promise<void> {
    return this.#change(async () => commands.switchAccount((await commands.openSandbox()).id));
  }

  /** Shows another account. The latest request counts, whichever response comes first. */
  async #change(ask: () => Promise<StartView>): Promise<void> {
    const wish = ++this.#wish;
    await this.#on.flush();
    await attempt(async () => {
      const start = await ask();
      if (wish === this.#wish) this.#show(start);
    });
  }

  /**
   * An account was connected. If the user's cancel came too late, a message says so, and the account that was shown
   * stays. If none was shown, the new one is: only there can the user sign out of it.
   */
  async connected(account: AccountView, cancelled: boolean): Promise<void> {
    if (!cancelled) return this.switchTo(account.id);
    this.accounts = [...this.accounts, account];
    toasts.show(`The cancel came too late: ${account.name} is connected. To delete its token, sign out of it.`, { stays: true });
    if (this.current === null) await this.switchTo(account.id);
  }

  /** Rejects if it fails. The same holds for the next two. */
  async resetSandbox(account: string): Promise<void> {
    await commands.resetSandbox();
    this.#on.reset(account);
    this.#show(await commands.start());
    announcer.say('The sandbox was reset.');
  }

  async signOut(account: string): Promise<void> {
    await this.#leave(() => commands.signOut(account));
  }

  /** Signs the account out and removes everything of it from this computer. */
  async forget(account: string): Promise<void> {
    await this.#leave(() => commands.forgetAccount(account));
    announcer.say('The account is forgotten on this computer.');
  }

  async #leave(ask: () => Promise<StartView>): Promise<void> {
    this.#wish += 1;
    await this.#on.flush();
    const start = await ask();
    this.notes = [...new Set([...this.notes, ...start.notes])];
    this.#show(start);
  }

  #show(start: StartView): void {
    this.accounts = start.accounts;
    this.#current = start.current?.id ?? null;
    this.#on.shown(start);
  }

  #replace(account: AccountView): void {
    this.accounts = this.accounts.map((known) => (known.id === account.id ? account : known));
  }
}

export const [useSession, provideSession] = createContext<Session>();
