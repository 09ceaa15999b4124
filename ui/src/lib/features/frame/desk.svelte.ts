import { createContext } from 'svelte';
import { asDeskError, commands, listen, type AccountView, type Notice } from '../../bridge';
import { announcer } from '../../components/announcer.svelte';
import { toasts } from '../../components/toasts.svelte';
import { Session } from '../accounts/session.svelte';
import { NumbersList } from '../numbers/list.svelte';
import { Panel } from '../panel/panel.svelte';

export type Page = 'numbers' | 'drafts' | 'activity';
export type AccountDialog = { kind: 'connect' } | { kind: 'token' | 'rename' | 'signOut' | 'reset'; account: AccountView };

/** The whole window: which account, which page, which number, and what Rust tells without being asked. */
export class Desk {
  readonly session = new Session();
  page: Page = $state('numbers');
  numbers: NumbersList | null = $state.raw(null);
  panel: Panel | null = $state.raw(null);
  dialog: AccountDialog | null = $state.raw(null);
  palette = $state(false);
  /** Whether a panel that opens takes the focus: by keyboard yes, by pointer no. */
  takeFocus = false;
  /** Counts the changes that the drafts and activity pages have to follow. */
  changes = $state(0);
  /** Panels that were left and may still be sending what was typed. */
  #left = new Set<Panel>();

  async begin(): Promise<void> {
    try {
      this.session.failure = null;
      await listen((notice) => this.#heard(notice));
      this.#show(await commands.start());
    } catch (thrown) {
      this.session.failure = asDeskError(thrown);
    }
  }

  get account(): string {
    return this.session.current?.id ?? '';
  }

  /** Opens the panel of a number; its last panel's edits go on being sent. */
  openNumber(number: string, takeFocus = true): void {
    this.page = 'numbers';
    this.takeFocus = takeFocus;
    if (this.panel?.number === number && this.panel.account === this.account) return;
    this.#leavePanel();
    this.panel = new Panel(this.account, number);
    void this.panel.open();
  }

  closePanel(): void {
    if (!this.panel) return;
    this.#leavePanel();
    void commands.closeNumber(this.account).catch(() => undefined);
  }

  async discardDraft(number: string, mapping: boolean, name: string): Promise<void> {
    const account = this.account;
    const open = this.panel?.number === number ? this.panel : null;
    await this.attempt(async () => {
      const discarded = open ? await open.discard() : await commands.discardDraft(account, number, mapping);
      this.changes += 1;
      toasts.show(`Draft of ${name} discarded.`, { action: { label: 'Undo', run: () => void this.#undoDiscard(account, discarded.id, number, name) } });
    });
  }

  async switchAccount(account: string): Promise<void> {
    await this.#flush();
    await this.attempt(async () => this.#show(await commands.switchAccount(account)));
  }

  async openSandbox(): Promise<void> {
    await this.#flush();
    await this.attempt(async () => {
      const opened = await commands.openSandbox();
      this.#show(await commands.switchAccount(opened.id));
    });
  }

  async resetSandbox(): Promise<void> {
    await this.attempt(async () => {
      await commands.resetSandbox();
      this.closePanel();
      this.numbers = null;
      this.#show(await commands.start());
      announcer.say('The sandbox is as new.');
    });
  }

  async signOut(account: string): Promise<void> {
    await this.#flush();
    await this.attempt(async () => this.#show(await commands.signOut(account)));
  }

  /** Runs something that may be refused, and says so where nothing better is at hand. */
  async attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      toasts.show(asDeskError(thrown).message, { bad: true });
    }
  }

  async #undoDiscard(account: string, id: number, number: string, name: string): Promise<void> {
    await this.attempt(async () => {
      await commands.undoDiscard(account, id);
      this.changes += 1;
      await this.#panelOf({ account, number })?.refresh();
      announcer.say(`Draft of ${name} is back.`);
    });
  }

  #show(start: Awaited<ReturnType<typeof commands.start>>): void {
    this.session.adopt(start);
    const account = start.current?.id;
    if (this.panel && this.panel.account !== account) this.#leavePanel();
    if (!account) {
      this.numbers = null;
      return;
    }
    if (this.numbers?.account !== account) {
      this.page = 'numbers';
      this.numbers = new NumbersList(account);
      void this.session.sync();
    }
    void (start.openNumber ? this.numbers.locate(start.openNumber) : this.numbers.reload());
    void this.numbers.loadFacets();
    if (start.openNumber) this.openNumber(start.openNumber, false);
  }

  #leavePanel(): void {
    const { panel } = this;
    if (!panel) return;
    this.panel = null;
    this.#left.add(panel);
    void panel.queue.drain().then(() => !panel.queue.failure && this.#left.delete(panel));
    void panel.saving.keep();
  }

  /** Hands over what is typed; when this resolves it is on disk, or its disk has refused. */
  async #flush(): Promise<void> {
    await Promise.all([this.panel, ...this.#left].map((panel) => panel?.queue.drain()));
  }

  #heard(notice: Notice): void {
    switch (notice.kind) {
      case 'status':
        return this.session.heard(notice.account, notice.status);
      case 'numbersChanged':
        return this.#numbersChanged(notice.account);
      case 'panelChanged':
        return void this.#panelOf(notice)?.refresh();
      case 'saving':
        return this.#panelOf(notice)?.saving.heard(notice.stage);
      case 'settled':
        return this.#settled(notice);
      case 'flush':
        return void this.#flush().finally(() => commands.readyToClose());
    }
  }

  #numbersChanged(account: string): void {
    this.changes += 1;
    if (this.numbers?.account !== account) return;
    void this.numbers.reload();
    void this.numbers.loadFacets();
  }

  #settled(notice: Extract<Notice, { kind: 'settled' }>): void {
    this.changes += 1;
    const panel = this.#panelOf(notice);
    if (panel) panel.saving.take(notice.outcome);
    if (notice.outcome.kind === 'done') announcer.say(notice.outcome.steps.map((step) => step.message).join(' '));
  }

  #panelOf({ account, number }: { account: string; number: string }): Panel | null {
    return this.panel?.account === account && this.panel.number === number ? this.panel : null;
  }
}

export const [useDesk, provideDesk] = createContext<Desk>();
