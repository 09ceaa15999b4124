import { createContext } from 'svelte';
import { asDeskError, commands, listen, type AccountView, type DraftKey, type MadeDrafts, type Notice } from '../../bridge';
import { announcer } from '../../components/announcer.svelte';
import { toasts } from '../../components/toasts.svelte';
import { backOnline } from '../../words/connection';
import { takenBack } from '../../words/drafts';
import { Session } from '../accounts/session.svelte';
import { TestRun } from '../checks/testRun.svelte';
import { Batch } from '../drafts/batch.svelte';
import { Moving } from '../drafts/moving.svelte';
import { NumbersList } from '../numbers/list.svelte';
import { endingOf } from '../panel/ending';
import { Panel } from '../panel/panel.svelte';
import { Closing, type Unkept } from './closing.svelte';
import { LeftPanels } from './leftPanels';
import { PretendNetwork } from './network.svelte';

export type Page = 'numbers' | 'drafts' | 'calling' | 'activity';
export type AccountDialog = { kind: 'connect' } | { kind: 'token' | 'rename' | 'signOut' | 'reset'; account: AccountView };

/** The whole window: which account, which page, which number, and what Rust tells without being asked. */
export class Desk {
  readonly session = new Session();
  readonly batch = new Batch();
  readonly moving = new Moving();
  readonly tests = new TestRun(() => this.#tested());
  readonly network = new PretendNetwork();
  page: Page = $state('numbers');
  numbers: NumbersList | null = $state.raw(null);
  panel: Panel | null = $state.raw(null);
  dialog: AccountDialog | null = $state.raw(null);
  palette = $state(false);
  /** The number of the calling page: the one last opened, or chosen there. */
  callingNumber: string | null = $state(null);
  /** Whether a panel that opens takes the focus: by keyboard yes, by pointer no. */
  takeFocus = false;
  /** Counts the changes that the drafts and activity pages have to follow. */
  changes = $state(0);
  /** Counts what was heard of single numbers, for the calling page. */
  touched = $state(0);
  readonly closing = new Closing();
  /** What pages keep that has to be on disk before the window closes; each answers what the disk refused of it. */
  readonly keeping = new Set<() => Promise<Unkept | null>>();
  readonly #openDrafts = { label: 'Open drafts', run: () => void (this.page = 'drafts') };
  readonly #left = new LeftPanels();

  async begin(): Promise<void> {
    try {
      this.session.failure = null;
      await listen((notice) => this.#heard(notice));
      this.#show(await commands.start());
      await this.#offerBatch();
    } catch (thrown) {
      this.session.failure = asDeskError(thrown);
    }
  }

  /** The panel, where it can be seen: a page in its place hides it, and whatever is in it. */
  get shownPanel(): Panel | null {
    return this.page === 'numbers' ? this.panel : null;
  }

  get account(): string {
    return this.session.current?.id ?? '';
  }

  /** Opens the panel of a number. What the last one is sending goes on, and a number that was left like that is shown as it is. */
  openNumber(number: string, takeFocus = true): void {
    this.page = 'numbers';
    this.takeFocus = takeFocus;
    this.callingNumber = number;
    if (this.panel?.number === number && this.panel.account === this.account) return;
    this.#leavePanel();
    const left = this.#left.take(this.account, number);
    this.panel = left ?? new Panel(this.account, number, (panel) => this.#ended(panel));
    void (left ? left.reopen() : this.panel.open());
  }

  /** The panel is in sight: what was told of it elsewhere needs to stand there no more. */
  seen(panel: Panel): void {
    this.#left.seen(panel);
  }

  openCalling(number: string): void {
    this.callingNumber = number;
    this.page = 'calling';
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
      this.#offerUndo(account, discarded.id, name);
    });
  }

  /** Discards one draft of the tray. What is typed in its open panel belongs to it and goes to the disk first. */
  async discardOne(draft: DraftKey, name: string): Promise<void> {
    const account = this.account;
    const open = this.#panelShowing(draft);
    await this.attempt(async () => {
      await open?.queue.drain();
      const discarded = await commands.discardOne(account, draft);
      open?.queue.forget();
      await this.draftsChanged();
      this.#offerUndo(account, discarded.id, name);
    });
  }

  /** Says what a bulk edit or an import made, and offers to undo all of it at once. */
  offerTakeBack(account: string, made: MadeDrafts, text: string, label: string): void {
    const run = () => this.attempt(async () => {
      // What is still being typed into one of them is somebody's work too.
      if (this.panel?.account === account) await this.panel.queue.drain();
      const told = await commands.takeBackDrafts(account, made);
      await this.draftsChanged();
      if (account === this.account && made.keys.some((key) => this.#panelShowing(key))) void this.panel?.startOver();
      toasts.show(takenBack(told));
    });
    toasts.show(text, { action: made.keys.length + made.aside.length > 0 ? { label, run: () => void run() } : undefined });
  }

  /** Drafts came or went beside the open panel: it and the pages have to be read again. */
  async draftsChanged(): Promise<void> {
    this.changes += 1;
    if (this.panel?.account === this.account) await this.panel.refresh();
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
      const { account } = this;
      await commands.resetSandbox();
      this.closePanel();
      this.#left.forget(account);
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
  async attempt(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      toasts.show(asDeskError(thrown).message, { bad: true });
    }
  }

  #offerUndo(account: string, id: number, name: string): void {
    const undo = () => this.attempt(async () => {
      await commands.undoDiscard(account, id);
      await this.draftsChanged();
      announcer.say(`Draft of ${name} is back.`);
    });
    toasts.show(`Draft of ${name} discarded.`, { action: { label: 'Undo', run: () => void undo() } });
  }

  #panelShowing(draft: DraftKey): Panel | null {
    const { panel } = this;
    const shown = draft.kind === 'number' ? panel?.number : panel?.view?.summary.wabaId;
    return panel?.account === this.account && shown === draft.id ? panel : null;
  }

  #show(start: Awaited<ReturnType<typeof commands.start>>): void {
    this.session.adopt(start);
    const account = start.current?.id;
    if (this.panel && this.panel.account !== account) this.#leavePanel();
    void this.network.follow(start.current);
    void this.batch.follow(account ?? '');
    void this.tests.follow(account ?? '');
    if (!account) {
      this.numbers = null;
      return;
    }
    if (this.numbers?.account !== account) {
      this.page = 'numbers';
      this.callingNumber = null;
      this.numbers = new NumbersList(account);
    }
    void (start.openNumber ? this.numbers.locate(start.openNumber) : this.numbers.reload());
    void this.numbers.loadFacets();
    if (start.openNumber) this.openNumber(start.openNumber, false);
  }

  #leavePanel(): void {
    const { panel } = this;
    if (!panel) return;
    this.panel = null;
    panel.leftAlone();
    this.#left.add(panel);
  }

  /** A save or a disconnect came to its end. Where its panel is not in sight, it is told where one looks now. */
  #ended(panel: Panel): void {
    if (this.shownPanel === panel) return panel.announce();
    const ending = endingOf(panel);
    if (this.panel !== panel) void panel.saving.postpone();
    if (!ending || !this.#accountOf(panel)) return this.#left.ended(panel);
    this.#left.tell(panel, ending, this.#whose(panel), () => void this.#openLeft(panel));
  }

  #accountOf(panel: Panel): AccountView | undefined {
    return this.session.accounts.find((account) => account.id === panel.account);
  }

  #whose(panel: Panel): string {
    const number = panel.view?.summary.international ?? `+${panel.number}`;
    const account = panel.account === this.account ? '' : ` in ${this.#accountOf(panel)?.name}`;
    return `${panel.saving.what} of ${number}${account}`;
  }

  async #openLeft({ account, number }: Panel): Promise<void> {
    if (account !== this.account) await this.switchAccount(account);
    if (account === this.account) this.openNumber(number);
  }

  /** Hands over what is typed. When this resolves it is on disk, but for what is answered. */
  async #flush(): Promise<Unkept[]> {
    const panels = [...(this.panel ? [this.panel] : []), ...this.#left.all].map((panel) => panel.unkept());
    const kept = await Promise.all([...panels, ...[...this.keeping].map((keep) => keep())]);
    return kept.filter((unkept) => unkept !== null);
  }

  #heard(notice: Notice): void {
    switch (notice.kind) {
      case 'status':
        return this.session.heard(notice.account, notice.status);
      case 'numbersChanged':
        return this.#numbersChanged(notice.account);
      case 'panelChanged':
        if (notice.account === this.account) this.touched += 1;
        return void this.#panelOf(notice)?.refresh();
      case 'saving':
        return this.#saving(notice);
      case 'settled':
        return this.#settled(notice);
      case 'backOnline':
        return this.#backOnline(notice);
      case 'draftsChanged':
        if (notice.account === this.account) this.changes += 1;
        return;
      case 'batchChanged':
        return this.batch.heard(notice.account);
      case 'testsChanged':
        return this.tests.heard(notice.account);
      case 'flush':
        return void this.closing.asked(() => this.#flush());
    }
  }

  #numbersChanged(account: string): void {
    this.changes += 1;
    // What is open may be in it: read anew by somebody else, or back after it was gone.
    if (this.panel?.account === account) void this.panel.refresh();
    if (this.numbers?.account !== account) return;
    void this.numbers.reload();
    void this.numbers.loadFacets();
  }

  /** Many tests came to their end: what shows a result is read anew. */
  #tested(): void {
    this.touched += 1;
    void this.panel?.refresh();
    void this.numbers?.reload();
    void this.numbers?.loadFacets();
  }

  #saving(notice: Extract<Notice, { kind: 'saving' }>): void {
    this.#panelOf(notice)?.saving.heard(notice.stage);
    if (notice.account === this.account) this.moving.heard(notice.number, notice.stage);
  }

  /** Nothing is sent by itself: the tray is offered. */
  #backOnline({ account, drafts, ready }: Extract<Notice, { kind: 'backOnline' }>): void {
    if (account !== this.account) return;
    toasts.show(backOnline(drafts, ready), { action: drafts > 0 || ready > 0 ? this.#openDrafts : undefined });
  }

  /** A batch that an earlier run of the app did not end waits for somebody to go on with it. */
  async #offerBatch(): Promise<void> {
    await this.batch.read();
    const { interrupted, done, total } = this.batch;
    if (interrupted) toasts.show(`Applying drafts was interrupted: ${done} of ${total} done.`, { action: this.#openDrafts });
  }

  #settled(notice: Extract<Notice, { kind: 'settled' }>): void {
    this.changes += 1;
    const panel = this.#panelOf(notice);
    if (panel) panel.saving.settled(notice.outcome);
    if (panel && panel !== this.shownPanel) this.#ended(panel);
    else if (notice.outcome.kind === 'done') announcer.say(notice.outcome.steps.map((step) => step.message).join(' '));
  }

  #panelOf({ account, number }: { account: string; number: string }): Panel | null {
    return this.panel?.account === account && this.panel.number === number ? this.panel : (this.#left.of(account, number) ?? null);
  }
}

export const [useDesk, provideDesk] = createContext<Desk>();
