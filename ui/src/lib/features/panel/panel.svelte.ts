import { SvelteSet } from 'svelte/reactivity';
import { asDeskError, commands, type CheckView, type ConflictView, type DeskError, type DraftKey, type Edit, type Endpoint, type FieldName, type PanelView, type Problem, type SaveOutcome, type Side } from '../../bridge';
import { announcer } from '../../components/announcer.svelte';
import { afterPress } from '../../components/press';
import { AccountChoices } from '../../state/choices.svelte';
import { Request } from '../../state/request.svelte';
import type { Unkept } from '../../state/unkept';
import { endpointFields } from '../../words/checks';
import { count, plural } from '../../words/count';
import { listOf } from '../../words/fields';
import { knownWhen } from '../../words/time';
import { EndpointTest } from '../checks/endpointTest.svelte';
import { EditQueue } from './editQueue.svelte';
import { resultWords } from './ending';
import { Saving } from './saving.svelte';

type Typed = { [Name in Edit['field']]?: Extract<Edit, { field: Name }>['value'] };

/**
 * The Configure Number panel of one number: the last view from Rust, and over it the typed values that Rust has not
 * confirmed.
 */
export class Panel {
  readonly account: string;
  readonly number: string;
  readonly queue = new EditQueue((view) => this.#adopt(view));
  readonly saving: Saving;
  readonly tests: Record<Endpoint, EndpointTest>;
  view: PanelView | null = $state.raw(null);
  readonly choices: AccountChoices;
  failure: DeskError | null = $state.raw(null);
  /** Why Save did nothing. Shown until something changes. */
  blocked: string | null = $state(null);
  /** The next target of the focus: the panel itself, its first field, its first error, or the first undecided conflict. */
  readonly focus = new Request<'panel' | 'field' | 'error' | 'conflict'>();
  /** The checklist for Plivo's console is open. */
  byHand = $state(false);

  #typed: Typed = $state({});
  #revealed = new SvelteSet<FieldName>();
  #ended: (panel: Panel) => void;
  /** Save was pressed, and waits until the typed text is on disk. */
  #beginning = false;

  /**
   * `ended` is called when a save or a disconnect has ended, even if the panel is no longer visible. `first` is a view
   * that is known already.
   */
  constructor(account: string, number: string, ended: (panel: Panel) => void = () => undefined, first: PanelView | null = null) {
    this.account = account;
    this.number = number;
    this.#ended = ended;
    this.choices = new AccountChoices(account);
    this.saving = new Saving(account, number, { invalid: (outcome) => this.#showInvalid(outcome), written: () => void this.#written(), ended: () => ended(this) });
    this.tests = { webhook: this.#testOf('webhook'), answer: this.#testOf('answer') };
    this.view = first;
    this.#revealChanged();
  }

  async open(): Promise<void> {
    this.failure = null;
    const choices = this.choices.read();
    try {
      this.#adopt(await commands.openNumber(this.account, this.number));
      this.#revealChanged();
    } catch (thrown) {
      this.failure = asDeskError(thrown);
    }
    await choices;
  }

  /**
   * Opens the panel again after it was closed. It keeps the result of its save, unless the draft in that result is
   * gone.
   */
  async reopen(): Promise<void> {
    if (!this.view) return this.open();
    await this.queue.put({ key: 'refresh', run: () => commands.openNumber(this.account, this.number) });
    if (this.#speaksOfNoDraft()) this.#edited();
    await this.choices.read();
  }

  /** A save or a disconnect is running. */
  get underWay(): boolean {
    return this.#beginning || this.saving.running;
  }

  refresh(): Promise<void> {
    return this.queue.put({ key: 'refresh', run: () => commands.numberPanel(this.account, this.number) });
  }

  /** The typed value if Rust has not confirmed it yet, otherwise Rust's value. */
  value<Held>(field: Edit['field'], held: Held): Held {
    return (field in this.#typed ? this.#typed[field] : held) as Held;
  }

  /** Whether Rust says that the endpoint is active. */
  inForce(endpoint: Endpoint): boolean {
    return this.view?.endpoints.includes(endpoint) ?? false;
  }

  /** The last test of the URL in the field, saved or not. */
  checkOf(endpoint: Endpoint): CheckView | null {
    const { view } = this;
    if (!view) return null;
    const [check, field] = endpoint === 'webhook' ? [view.webhookCheck, 'webhookUrl' as const] : [view.answerCheck, 'answerUrl' as const];
    return check?.url === this.value(field, view[field].value).trim() ? check : null;
  }

  edit(edit: Edit): void {
    if (this.saving.running) return;
    Object.assign(this.#typed, { [edit.field]: edit.value });
    this.#edited();
    void this.queue.put({ key: edit.field, run: () => commands.editNumber(this.account, this.number, edit) });
  }

  undo(field: FieldName): void {
    if (this.saving.running) return;
    this.#edited();
    void this.queue.put({ key: field, run: () => commands.undoField(this.account, this.number, field) });
  }

  /**
   * Chooses Plivo's value or the draft's, for a field that both changed. The choice is part of the draft, and counts
   * only for the value that was shown.
   */
  decide({ field, plivoValue }: ConflictView, side: Side): void {
    if (this.saving.running) return;
    this.#edited();
    void this.queue.put({ key: `decide ${field}`, run: () => commands.decide(this.account, this.number, field, side, plivoValue) });
  }

  /** The user left a field: from now on its errors are shown. */
  leave(field: FieldName): void {
    if (this.queue.holds(field) || this.errors.some((problem) => problem.field === field)) afterPress(() => this.#revealed.add(field));
  }

  /** Warnings are always shown. Errors are shown once the field was left or Save was pressed. */
  shown(field: FieldName): Problem[] {
    const problems = this.view?.problems.filter((problem) => problem.field === field) ?? [];
    return problems.filter((problem) => problem.severity === 'warning' || this.#revealed.has(field));
  }

  get undecided(): ConflictView[] {
    return this.view?.conflicts.filter((conflict) => conflict.decided === null) ?? [];
  }

  get errors(): Problem[] {
    return this.view?.problems.filter((problem) => problem.severity === 'error') ?? [];
  }

  /** Saves, or shows why it cannot. It never silently does nothing. */
  async save(includeMapping = true): Promise<void> {
    if (this.saving.running) return;
    this.saving.what = 'Save';
    this.#beginning = true;
    await this.queue.drain();
    this.#beginning = false;
    this.blocked = this.#obstacle(includeMapping);
    // The panel may have been closed before the draft was on disk.
    if (this.blocked !== null) return this.#ended(this);
    await this.saving.save(includeMapping);
  }

  /** Discards the draft and all typed text, with an undo. Waiting calls are dropped once the disk has confirmed. */
  async discard(): Promise<{ id: number }> {
    const discarded = await this.queue.without(() => commands.discardDraft(this.account, this.number, this.view?.accountMapping.changed ?? false));
    await this.startOver();
    return discarded;
  }

  /** Shows Rust's draft, and drops everything that was typed here. */
  async startOver(): Promise<void> {
    this.#forgetAnswered();
    this.#edited();
    await this.refresh();
  }

  /** The outcome of an earlier save became known. */
  settled(outcome: SaveOutcome): void {
    this.blocked = null;
    this.saving.settled(outcome);
  }

  /** A save failed whose page was lost. */
  failed(error: DeskError): void {
    this.blocked = null;
    this.saving.failed(error);
  }

  async markReady(ready: boolean): Promise<void> {
    await this.queue.drain();
    if (this.queue.failure) throw this.queue.failure;
    for (const key of this.#draftKeys()) await commands.markReady(this.account, key, ready);
    await this.refresh();
  }

  async dismissRestore(): Promise<void> {
    await this.queue.drain();
    this.#adopt(await commands.dismissRestore(this.account, this.number));
  }

  /** Saves the typed text, and returns what the disk refused. */
  async unkept(): Promise<Unkept | null> {
    await this.queue.drain();
    const { failure } = this.queue;
    return failure && { what: `Draft of ${this.view?.summary.international ?? `+${this.number}`}`, why: failure.message };
  }

  /** Opens the checklist for Plivo's console, or shows why it cannot. */
  async carryOutByHand(): Promise<void> {
    if (this.saving.running) return;
    await this.queue.drain();
    this.blocked = this.#obstacle(true);
    this.byHand = this.blocked === null;
  }

  /** Tests the URL of the draft, so typed text is saved first. */
  #testOf(endpoint: Endpoint): EndpointTest {
    return new EndpointTest(this.account, this.number, endpoint, {
      settled: async () => {
        await this.queue.drain();
        return this.queue.failure;
      },
      refused: () => this.leave(endpointFields[endpoint]),
      done: () => this.refresh(),
    });
  }

  /** Announces a result that has no alert in the panel. */
  announce(): void {
    const { result } = this.saving;
    if (this.blocked !== null) return;
    if (result?.kind === 'steps' || result?.kind === 'nothingToDo' || result?.kind === 'markedReady') announcer.say(resultWords(result).text);
  }

  /** Whether the draft in the result was discarded or applied elsewhere. The result of a write always stays. */
  #speaksOfNoDraft(): boolean {
    const { view, saving } = this;
    if (!view || saving.running || saving.what !== 'Save' || saving.result?.kind === 'steps') return false;
    return view.changes === 0 || (saving.result?.kind === 'conflict' && view.conflicts.length === 0);
  }

  #obstacle(includeMapping: boolean): string | null {
    if (this.queue.failure) return `Nothing was sent: the draft is not on disk. ${this.queue.failure.message}`;
    const { view } = this;
    if (!view) return 'The number is not here yet.';
    if (view.unsettled) return `Nothing was sent. ${view.unsettled.message} ${knownWhen(view.unsettled.knownBy, Date.now())}`;
    if (view.gone) return 'Nothing was sent: number disconnected. The draft is kept.';
    const undecided = this.undecided.filter((conflict) => includeMapping || conflict.field !== 'accountMapping');
    if (undecided.length > 0) return this.#showUndecided(undecided);
    const errors = this.errors.filter((problem) => includeMapping || problem.field !== 'accountMapping');
    if (errors.length > 0) return this.#showErrors(errors);
    return view.changes === 0 && view.conflicts.length === 0 ? 'Nothing to save: this is what Plivo holds.' : null;
  }

  #showUndecided(undecided: ConflictView[]): string {
    this.focus.make('conflict');
    const fields = listOf(undecided.map((conflict) => conflict.field));
    return plural(undecided.length, { one: 'Nothing was sent: decide # field first ({fields}).', other: 'Nothing was sent: decide # fields first ({fields}).' }, { fields });
  }

  #showErrors(errors: Problem[]): string {
    const fields = [...new Set(errors.map((problem) => problem.field))];
    for (const field of fields) this.#revealed.add(field);
    this.focus.make('error');
    return `Nothing was sent: ${count(fields.length, 'field')} to correct (${listOf(fields)}).`;
  }

  #showInvalid(outcome: Extract<SaveOutcome, { kind: 'invalid' }>): void {
    if (this.view) this.view = { ...this.view, problems: outcome.problems };
    this.blocked = this.#showErrors(outcome.problems.filter((problem) => problem.severity === 'error'));
  }

  async #written(): Promise<void> {
    await this.refresh();
    if (this.saving.result?.kind === 'conflict') this.focus.make('conflict');
  }

  /** A draft of the mapping belongs to the WABA, and is separate from the number's draft. */
  #draftKeys(): DraftKey[] {
    const { view } = this;
    if (!view) return [];
    const mapping: DraftKey[] = view.accountMapping.changed ? [{ kind: 'mapping', id: view.summary.wabaId }] : [];
    const own = this.#changedFields().some((field) => field !== 'accountMapping');
    return own || mapping.length === 0 ? [{ kind: 'number', id: this.number }, ...mapping] : mapping;
  }

  #edited(): void {
    this.blocked = null;
    this.saving.result = null;
    for (const test of Object.values(this.tests)) test.forget();
  }

  #adopt(view: PanelView): void {
    this.view = view;
    this.failure = null;
    this.#forgetAnswered();
    this.#hideMended(view);
  }

  /** Typed values are shown until Rust has confirmed them. */
  #forgetAnswered(): void {
    const answered = (Object.keys(this.#typed) as Edit['field'][]).filter((field) => !this.queue.holds(field));
    for (const field of answered) delete this.#typed[field];
  }

  /** A fixed error disappears at once. A new error is shown only when the field is left again. */
  #hideMended(view: PanelView): void {
    for (const field of this.#revealed) {
      const wrong = view.problems.some((problem) => problem.field === field && problem.severity === 'error');
      if (!wrong && !this.queue.holds(field)) this.#revealed.delete(field);
    }
  }

  /** A field that was changed earlier was left earlier. */
  #revealChanged(): void {
    for (const field of this.#changedFields()) this.#revealed.add(field);
  }

  #changedFields(): FieldName[] {
    const { view } = this;
    if (!view) return [];
    const fields = ['alias', 'configurationType', 'webhookUrl', 'aiAgent', 'calling', 'answerUrl', 'accountMapping'] as const;
    return fields.filter((field) => view[field].changed);
  }
}
