import { asDeskError, commands, listen, type FirstPaint, type Notice, type StartView } from '../../bridge';
import { toasts } from '../../components/toasts.svelte';
import { preferences } from '../../state/preferences.svelte';
import type { Unkept } from '../../state/unkept';
import { Session } from '../accounts/session.svelte';
import { AccountScope } from './accountScope.svelte';
import { Closing } from './closing.svelte';
import { PretendNetwork } from './network.svelte';

/** The whole window: the accounts, a scope for each account that was shown, and the notices from Rust. */
export class Desk {
  readonly session = new Session({
    flush: () => this.#flush(),
    shown: (start) => this.#shown(start),
    reset: (account) => this.#reset(account),
  });
  readonly network = new PretendNetwork();
  readonly closing = new Closing();
  /** The scope of the shown account. */
  scope: AccountScope | null = $state.raw(null);
  palette = $state(false);
  readonly #scopes = new Map<string, AccountScope>();
  #listens = false;
  /** What came with the page, until it is shown. */
  #first: FirstPaint | null;
  /** The scope that came with the page, and how many changes were told by then. Nobody hears of a change before the window listens. */
  #came: { scope: AccountScope; told: number } | null = null;

  /** Shows what came with the page at once. */
  constructor(first: FirstPaint | null = null) {
    this.#first = first;
    if (first) {
      preferences.adopt(first.start.preferences);
      this.session.begin(first.start);
    }
    this.#first = null;
  }

  /** Starts the window, or retries the start. */
  async begin(): Promise<void> {
    try {
      if (!this.#listens) await listen((notice) => this.#heard(notice));
      this.#listens = true;
      const start = await commands.start();
      preferences.adopt(start.preferences);
      this.session.begin(start);
      this.#came?.scope.begun(start.told !== this.#came.told);
      this.#came = null;
      this.scope?.offerBatch();
    } catch (thrown) {
      const failure = asDeskError(thrown);
      this.session.failure = failure;
      // What came with the page stays.
      if (this.scope) toasts.show(failure.message, { bad: true, stays: true, action: { label: 'Try again', run: () => void this.begin() } });
    }
  }

  #shown(start: StartView): void {
    for (const id of [...this.#scopes.keys()]) if (!this.session.account(id)) this.#forget(id);
    const scope = start.current ? this.#scopeOf(start.current.id) : null;
    if (scope && start.status) scope.heardStatus(start.status);
    void this.network.follow(start.current);
    if (scope !== this.scope) {
      this.scope?.leave();
      this.scope = scope;
    }
    const { openNumber } = start;
    if (scope && this.#first) {
      scope.begin(this.#first);
      this.#came = { scope, told: start.told };
    }
    // A panel that came with the page may have been closed since.
    if (scope && openNumber !== null && scope.open === null && (scope !== this.#came?.scope || this.#first !== null)) {
      scope.openNumber(openNumber, false);
      void scope.list.locate(openNumber);
    }
  }

  #scopeOf(account: string): AccountScope {
    const known = this.#scopes.get(account);
    if (known) return known;
    const made = new AccountScope(account, this.session);
    this.#scopes.set(account, made);
    return made;
  }

  /** The account is no longer connected. Rust completes the records of its running writes. */
  #forget(account: string): void {
    this.#scopes.get(account)?.clear();
    this.#scopes.delete(account);
  }

  #reset(account: string): void {
    this.#forget(account);
    if (this.scope?.id === account) this.scope = null;
  }

  /** Saves what is typed. When this resolves, everything is on disk except for what it returns. */
  async #flush(): Promise<Unkept[]> {
    const all = await Promise.all([...this.#scopes.values()].map((scope) => scope.flush()));
    return all.flat();
  }

  /** The accounts whose drafts are being applied. */
  #applying() {
    const all = [...this.#scopes.values()].filter(({ batch }) => batch.running || (batch.starting && !batch.asking));
    return all.map(({ account, id, batch }) => ({ account: account?.name ?? id, batch }));
  }

  #heard(notice: Notice): void {
    if (notice.kind === 'flush') void this.closing.asked(() => this.#flush(), () => this.#applying());
    // A notice can arrive before the response that lists its account. A scope of an unknown account is removed at the
    // next switch.
    else this.#scopeOf(notice.account).heard(notice);
  }
}
