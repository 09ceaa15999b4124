import { asDeskError, commands, type AccountView, type BulkDone, type DeskError, type DraftEntry, type DraftsPick, type DraftsTakenBack, type FirstPaint, type MadeDrafts, type Notice, type RestoredView, type RestoreWhat, type StatusView } from '../../bridge';
import { announcer } from '../../components/announcer.svelte';
import { toasts } from '../../components/toasts.svelte';
import type { Page, Scope } from '../../scope/scope';
import { Versions } from '../../scope/versions.svelte';
import { attempt } from '../../state/attempt';
import { coalesced } from '../../state/coalesced';
import type { Unkept } from '../../state/unkept';
import { leftOut, nothingToUndo } from '../../words/batches';
import { bulkLeftOut, bulkMade } from '../../words/bulk';
import { backOnline } from '../../words/connection';
import { draftName } from '../../words/draftNames';
import { discardedText, takenBack } from '../../words/drafts';
import { interruptedBatch, restoredText } from '../../words/records';
import type { Session } from '../accounts/session.svelte';
import { ActivityLog } from '../activity/log.svelte';
import { Calling } from '../calling/callingState.svelte';
import { TestRun } from '../checks/testRun.svelte';
import { Batch } from '../drafts/batch.svelte';
import { Tray } from '../drafts/tray.svelte';
import { NumbersList } from '../numbers/list.svelte';
import { OpenPanels } from '../panel/openPanels.svelte';
import type { Panel } from '../panel/panel.svelte';
import { Moving } from '../remap/moving.svelte';

type Heard = Exclude<Notice, { kind: 'flush' }>;

/**
 * The window's state of one account, for as long as the account is connected. Running work continues while another
 * account is shown.
 */
export class AccountScope implements Scope {
  readonly id: string;
  readonly versions = new Versions();
  readonly list: NumbersList;
  readonly panels: OpenPanels;
  readonly batch: Batch;
  readonly tests: TestRun;
  readonly moving: Moving;
  readonly tray: Tray;
  readonly calling: Calling;
  readonly log: ActivityLog;
  status: StatusView | null = $state.raw(null);
  failure: DeskError | null = $state.raw(null);
  #page: Page = $state('numbers');

  readonly #session: Session;
  readonly #openDrafts = { label: 'Open drafts', run: () => this.#show('drafts') };
  #restoring = false;
  /** The undo of a batch, until its question is answered. */
  #undoing: Promise<unknown> = Promise.resolve();

  constructor(id: string, session: Session) {
    this.id = id;
    this.#session = session;
    const shown = () => this.shown;
    this.list = new NumbersList(id);
    this.batch = new Batch(id, (status) => this.heardStatus(status), () => this.shown && this.#page === 'drafts');
    this.tests = new TestRun(id, () => this.shown && this.#page === 'numbers');
    this.moving = new Moving(id, shown);
    this.tray = new Tray(id);
    this.calling = new Calling(id);
    this.log = new ActivityLog(id);
    this.panels = new OpenPanels(id, {
      here: shown,
      inSight: () => this.shown && this.#page === 'numbers',
      whose: (panel) => this.#whose(panel),
      show: (number) => void this.#return(() => this.showNumber(number)),
      untold: (number, what) => toasts.show(`Save of +${number}: ${what}`, { bad: true, stays: true, action: { label: 'Open', run: () => void this.#return(() => this.showNumber(number)) } }),
      changed: (number) => this.list.follow(number),
    });
  }

  get account(): AccountView | undefined {
    return this.#session.account(this.id);
  }

  /** Whether this account is the shown one. */
  get shown(): boolean {
    return this.#session.current?.id === this.id;
  }

  get page(): Page {
    return this.#page;
  }

  set page(page: Page) {
    // Nobody looked at the page that requested the focus. A late grant would pull the focus back.
    if (page !== this.#page) this.panels.current?.focus.drop();
    this.#page = page;
  }

  /** Shows what came with the page. */
  begin({ start, page, list, panel }: FirstPaint): void {
    if (list) this.list.begin(list, start.openNumber);
    if (panel) {
      this.calling.choose(panel.summary.number);
      this.panels.begin(panel);
    }
    if (page) this.#page = page;
  }

  /** The window listens to notices from now on. What came with the page is read again if something changed meanwhile. */
  begun(missed: boolean): void {
    if (missed) for (const part of ['numbers', 'drafts', 'records', 'checks', 'batch'] as const) this.versions[part] += 1;
    this.list.came = false;
    // Through its queue, because something may have been typed meanwhile.
    void this.panels.current?.reopen();
    void this.tests.read();
  }

  get open(): string | null {
    return this.panels.current?.number ?? null;
  }

  /** A response can arrive after a notice that is newer. The newer status counts. */
  heardStatus(status: StatusView): void {
    if (this.status && this.status.count > status.count) return;
    this.status = status;
    this.batch.follow(status.batch);
  }

  openNumber(number: string, takeFocus = true): void {
    this.page = 'numbers';
    this.calling.choose(number);
    this.panels.open(number, takeFocus);
  }

  async showNumber(number: string): Promise<void> {
    this.openNumber(number);
    await this.list.locate(number);
  }

  closePanel(): void {
    if (!this.panels.current) return;
    this.panels.close();
    void commands.closeNumber(this.id).catch(() => undefined);
  }

  openCalling(number: string): void {
    this.calling.choose(number);
    this.page = 'calling';
  }

  async sync(): Promise<void> {
    await this.#try(() => commands.syncStart(this.id));
  }

  async stopSync(): Promise<void> {
    await this.#try(() => commands.syncStop(this.id));
  }

  askToken(): void {
    const { account } = this;
    if (account) this.#session.dialog = { kind: 'token', account };
  }

  async flush(): Promise<Unkept[]> {
    const unkept = (await Promise.all([this.panels.flush(), this.calling.flush()])).flat();
    // The drafts that would undo a batch are for its question only.
    if (this.batch.asking?.undo && !this.batch.starting) {
      await this.batch.no();
      await this.#undoing;
    }
    return unkept;
  }

  /** The window switches to another account. Open questions are dropped. */
  leave(): void {
    this.panels.leaveAlone();
    void this.tests.no();
    void this.batch.no();
    void this.moving.postpone();
  }

  /** All drafts of the account were deleted. */
  clear(): void {
    this.panels.clear();
    this.calling.clear();
  }

  /** Discards one draft of the tray, including the text that is being typed in its open panel. */
  async discard(draft: DraftEntry): Promise<void> {
    const panels = this.panels.holding(draft.key);
    const discard = panels.reduce((inner, panel) => () => panel.queue.without(inner), () => commands.discardOne(this.id, draft.key));
    const { id } = await discard();
    for (const panel of panels) void panel.startOver();
    this.offerUndo(id, draftName(draft));
  }

  /** Discards the picked drafts of the tray. What is being typed into one of them is saved first, so that Undo restores it. */
  async discardPicked(pick: DraftsPick): Promise<void> {
    await this.panels.drain();
    const { made, left } = await commands.discardPicked(this.id, pick);
    void this.panels.current?.startOver();
    this.offerTakeBack(made, discardedText(made.aside, left), 'Undo');
  }

  offerUndo(discarded: number, name: string): void {
    const undo = () => attempt(async () => {
      await commands.undoDiscard(this.id, discarded);
      await this.panels.current?.refresh();
      announcer.say(`Draft of ${name} is back.`);
    });
    toasts.show(`Draft of ${name} discarded.`, { action: { label: 'Undo', run: () => void undo() } });
  }

  offerTakeBack(made: MadeDrafts, text: string, label: string): void {
    const undo = () => attempt(async () => void toasts.show(takenBack(await this.#takeBack(made))));
    toasts.show(text, { action: made.drafts + made.aside > 0 ? { label, run: () => void undo() } : undefined });
  }

  /** Starts a batch with the drafts of a bulk edit that have no errors. */
  async applyBulk(done: BulkDone): Promise<void> {
    this.page = 'drafts';
    let started = false;
    await attempt(async () => {
      started = done.ready > 0 && (await this.batch.start({ kind: 'made', made: done.made.id }));
    });
    if (done.ready > 0 && !started) return this.offerTakeBack(done.made, `${bulkMade(done)} Nothing was sent.`, 'Undo');
    const told = [done.discarded > 0 ? bulkMade(done) : '', done.invalid > 0 ? bulkLeftOut(done.invalid) : ''].filter(Boolean);
    if (told.length > 0) toasts.show(told.join(' '));
  }

  async undoBatch(record: number): Promise<void> {
    if (this.#restoring) return;
    this.#restoring = true;
    this.#undoing = attempt(() => this.#undoBatch(record));
    await this.#undoing;
    this.#restoring = false;
  }

  async #undoBatch(record: number): Promise<void> {
    const [page, open] = [this.#page, this.open];
    await this.panels.drain();
    const undo = await commands.undoBatch(this.id, record);
    if (undo.made.drafts === 0) return void toasts.show(nothingToUndo(undo));
    let [started, moved] = [false, false];
    try {
      // The user has gone elsewhere meanwhile, and is not called back.
      if (this.#page !== page || this.open !== open) return;
      this.page = 'drafts';
      moved = true;
      started = await this.batch.start({ kind: 'made', made: undo.made.id }, leftOut(undo));
    } finally {
      if (!started) {
        // Why it was refused stands beside the batch.
        if (moved && this.#page === 'drafts' && this.batch.refused === null) this.page = page;
        const told = await this.#takeBack(undo.made);
        toasts.show(told.changed > 0 ? `Nothing was sent. ${takenBack(told)}` : 'Nothing was sent, and no draft was kept.');
      }
    }
  }

  async #takeBack(made: MadeDrafts): Promise<DraftsTakenBack> {
    // Text that is still being typed into one of the drafts counts as an edit too.
    await this.panels.drain();
    const told = await commands.takeBackDrafts(this.id, made.id, this.panels.keys());
    for (const key of told.open) for (const panel of this.panels.holding(key)) void panel.startOver();
    return told;
  }

  async restore(activity: number, what: RestoreWhat): Promise<void> {
    if (this.#restoring) return;
    this.#restoring = true;
    const [page, before] = [this.#page, this.open];
    await attempt(async () => {
      await this.panels.current?.queue.drain();
      const made = await commands.restore(this.id, activity, what);
      if (made.nothing) return void toasts.show(restoredText(made, what));
      // The user has gone elsewhere meanwhile, and is not called back.
      if (this.#page !== page || this.open !== before) return void toasts.show(restoredText(made, what), { action: { label: 'Open', run: () => void this.showNumber(made.number) } });
      const open = this.open === made.number ? this.panels.current : null;
      await this.showNumber(made.number);
      await open?.startOver();
      this.#sayRestored(made, what);
    });
    this.#restoring = false;
  }

  /** Offers to continue a batch that an earlier run of the app did not finish. */
  offerBatch(): void {
    const { interrupted, done, total, view } = this.batch;
    if (interrupted) toasts.show([view?.because, interruptedBatch(done, total)].filter(Boolean).join(' '), { action: this.#openDrafts });
  }

  heard(notice: Heard): void {
    switch (notice.kind) {
      case 'status':
        return this.heardStatus(notice.status);
      case 'numbersChanged':
        this.versions.numbers += 1;
        return this.#follow();
      case 'draftsChanged':
        this.versions.drafts += 1;
        return this.#follow();
      case 'recordsChanged':
        this.versions.records += 1;
        return;
      case 'checksChanged':
        this.versions.checks += 1;
        return this.#follow();
      case 'panelChanged':
        return void this.panels.of(notice.number)?.refresh();
      case 'saving':
        this.panels.of(notice.number)?.saving.heard(notice.stage);
        return this.moving.heard(notice.number, notice.stage);
      case 'settled':
        return this.panels.settled(notice.number, notice.outcome);
      case 'saveFailed':
        return this.panels.failed(notice.number, notice.error);
      case 'backOnline':
        return this.#backOnline(notice.drafts, notice.ready);
      case 'batchChanged':
        this.versions.batch += 1;
        return;
      case 'testsChanged':
        return void this.tests.read();
    }
  }

  /** The open panel may show what changed. */
  readonly #follow = () => void this.#refresh();
  readonly #refresh = coalesced(async () => void (await this.panels.current?.refresh()));

  /** Nothing is sent automatically. The message offers the tray. */
  #backOnline(drafts: number, ready: number): void {
    if (!this.shown) return;
    toasts.show(backOnline(drafts, ready), { action: drafts > 0 || ready > 0 ? this.#openDrafts : undefined });
  }

  #sayRestored(made: RestoredView, what: RestoreWhat): void {
    const { number, replaced } = made;
    const bringBack = () => attempt(async () => {
      await commands.undoDiscard(this.id, replaced ?? 0);
      if (this.open === number) await this.panels.current?.startOver();
    });
    toasts.show(restoredText(made, what), { action: replaced === null ? undefined : { label: 'Bring it back', run: () => void bringBack() } });
  }

  #show(page: Page): void {
    void this.#return(async () => void (this.page = page));
  }

  /** Shows something of this account, and first switches to the account if another one is shown. */
  async #return(show: () => Promise<void>): Promise<void> {
    if (!this.shown) await this.#session.switchTo(this.id);
    if (this.shown) await show();
  }

  /** Null if the account was signed out, because then nobody needs the message. */
  #whose(panel: Panel): string | null {
    if (!this.account) return null;
    const what = `${panel.saving.what} of ${panel.view?.summary.international ?? `+${panel.number}`}`;
    return this.shown ? what : `${what} in ${this.account.name}`;
  }

  /** The account's status shows an error too. `failure` keeps the message in case the status does not. */
  async #try(command: () => Promise<unknown>): Promise<void> {
    try {
      await command();
      this.failure = null;
    } catch (thrown) {
      this.failure = asDeskError(thrown);
      // The page has its own place for a missing token.
      if (this.failure.code !== 'tokenMissing') toasts.show(this.failure.message, { bad: true });
    }
  }
}
