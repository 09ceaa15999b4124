import { mockIPC } from '@tauri-apps/api/mocks';
import type { AboutView, AccountView, ActivityEntry, DeskError, Edit, FieldName, ListRow, Notice, NumberRow, NumbersQuery, Preferences, RowKey, SaveOutcome, SelectionChange, StatusView } from '../../src/lib/bridge';
import { keyOf, same } from '../../src/lib/features/numbers/anchors';
import { FakeGuide } from './calling';
import { FakeChecks } from './checks';
import { makeRows, wabas } from './data';
import { FakeTray } from './drafts';
import { FakeSelection } from './selection';
import { agents, apply, held, label, now, panelView, problemsOf, subaccounts, type Draft, type Values } from './panels';

// The bindings' types check the real arguments. Here, each command reads its own.
type Args = Record<string, any>;
export type Answer = (args: Args) => unknown;

export const error = (code: DeskError['code'], message: string, field: FieldName | null = null): DeskError => ({ code, message, field, retryable: false, requestId: null });

export const account: AccountView = { id: 'one', name: 'Acme Production', colour: 'orange', authId: 'MAXXXXXXXXXXXXXXXX01', apiAddress: 'https://api.plivo.com', kind: 'main', token: 'keychain' };
export const sandboxAccount: AccountView = { ...account, id: 'box', name: 'Sandbox', colour: 'violet', authId: 'MASANDBOX00000000001', kind: 'sandbox' };

/** As many as there are of the real ones. */
const parts = [{ name: 'tauri', version: '2.12.5', licence: 'Apache-2.0 OR MIT' }, ...Array.from({ length: 320 }, (_, at) => ({ name: `crate-${at}`, version: '1.0.0', licence: 'MIT' }))];

const drafts = ['draftsChanged'] as const;
const written = ['draftsChanged', 'recordsChanged', 'numbersChanged'] as const;

/** The notices that Rust sends after each command that changes something. */
const changedBy: Record<string, readonly ('draftsChanged' | 'recordsChanged' | 'numbersChanged' | 'checksChanged')[]> = {
  edit_number: drafts, undo_field: drafts, decide: drafts, discard_draft: drafts, discard_one: drafts, undo_discard: drafts, mark_ready: drafts, restore: drafts, dismiss_restore: drafts,
  import_drafts: drafts, bulk_draft: drafts, take_back_drafts: drafts, by_hand_step: drafts, by_hand_finish: written, save_number: written, confirm_remap: written, confirm_disconnect: written,
  add_number: ['numbersChanged'], csv_import: ['numbersChanged'], forget_number: ['numbersChanged', 'draftsChanged'], test_endpoint: ['checksChanged'],
};

/** A fake of the Rust side, in memory: for the tests and for the development page. It is never shipped. */
export class FakeDesk {
  rows: NumberRow[];
  accounts: AccountView[] = [account, sandboxAccount];
  current: AccountView | null = account;
  state: StatusView = { count: 0, connection: { state: 'online' }, sync: { running: false, done: 0, total: null, lastComplete: Date.now() - 125_000, partial: false }, token: 'keychain', drafts: 0, ready: 0, batch: null };
  notes: string[] = [];
  openNumber: string | null = null;
  kept = new Map<string, Draft>();
  discarded = new Map<number, { number: string; draft: Draft }>();
  records: ActivityEntry[] = [];
  /** Every command that was called, in order. */
  calls: { name: string; args: Args }[] = [];
  /** A promise that each command awaits, once before its effect and once before its response. */
  gate: (name: string) => Promise<void> = () => Promise.resolve();
  /** Replaces a command's own response. */
  answers: Record<string, Answer> = {};
  preferences: Preferences = { theme: 'system', panelWidth: 448 };
  readonly #selections = new Map<string, FakeSelection>();
  readonly tray = new FakeTray(this);
  readonly checks = new FakeChecks(this);
  readonly guide = new FakeGuide(this);
  #values = new Map<string, Values>();
  #notify: (notice: Notice) => void = () => undefined;
  /** How many changes were told. */
  told = 0;

  constructor(amount = 24) {
    this.rows = makeRows(amount);
  }

  install(): this {
    mockIPC((name, args) => this.#call(name, args as Args));
    return this;
  }

  /** The selection of the shown account. */
  get selection(): FakeSelection {
    return this.selectionOf(this.current?.id ?? '');
  }

  selectionOf(account: string): FakeSelection {
    const rows = (query: NumbersQuery) => this.#listRows(query, this.#matching(query), account);
    const known = this.#selections.get(account) ?? new FakeSelection({ rows, matching: (query) => this.#matching(query).map((row) => row.number) });
    this.#selections.set(account, known);
    return known;
  }

  tell(notice: Notice): void {
    if (notice.kind.endsWith('Changed')) this.told += 1;
    this.#notify(notice);
  }

  called(name: string): Args[] {
    return this.calls.filter((call) => call.name === name).map((call) => call.args);
  }

  row(number: unknown): NumberRow {
    const row = this.rows.find((candidate) => candidate.number === number);
    if (!row) throw error('gone', 'The number is no longer at Plivo.');
    return row;
  }

  values(number: string): Values {
    const known = this.#values.get(number) ?? held(this.row(number));
    this.#values.set(number, known);
    return known;
  }

  async #call(name: string, args: Args): Promise<unknown> {
    this.calls.push({ name, args });
    const own = [this, this.tray, this.checks, this.guide].map((part) => (part as unknown as Record<string, Answer | undefined>)[name]);
    const answer = this.answers[name] ?? own.find((command) => command !== undefined);
    if (!answer) throw error('internal', `The pretend desk knows no command ${name}.`);
    await this.gate(name);
    const result = await answer.call(this, args);
    for (const kind of changedBy[name] ?? []) this.tell({ kind, account: String(args.account ?? this.current?.id ?? '') });
    const returned = structuredClone(result ?? null);
    await this.gate(name);
    return returned;
  }

  start = () => ({ accounts: this.accounts, current: this.current, status: this.current && this.status(), notes: this.notes, openNumber: this.openNumber, preferences: this.preferences, told: this.told });
  about = (): AboutView => ({ name: 'Number Desk', version: '0.1.0', licence: 'MIT', licenceText: 'MIT License', log: '/data/number-desk.log', parts });
  licence_texts = ({ name, version }: Args) => [`The licence of ${name} ${version}.`];
  subscribe = ({ channel }: Args) => {
    this.#notify = (channel as { onmessage: (notice: Notice) => void }).onmessage;
  };
  ready_to_close = () => null;
  stay_open = () => null;
  zoom = 100;
  report_defect = ({ defect }: Args) => {
    this.defects.push(defect as { what: string; place: string });
  };
  defects: { what: string; place: string }[] = [];
  set_theme = ({ theme }: Args) => {
    this.preferences = { ...this.preferences, theme: theme as Preferences['theme'] };
  };
  set_panel_width = ({ width }: Args) => {
    this.preferences = { ...this.preferences, panelWidth: width as number };
  };
  remember = () => null;
  cancel_attempt = () => true;
  set_zoom = ({ to }: Args) => (this.zoom = to === 'actual' ? 100 : Math.max(100, Math.min(200, this.zoom + (to === 'larger' ? 25 : -25))));
  connect_account = ({ credentials }: Args) => {
    const { name, authId } = credentials as { name: string; authId: string };
    const connected: AccountView = { ...account, id: authId, name, authId };
    this.accounts = [...this.accounts, connected];
    return connected;
  };
  enter_token = ({ account: id }: Args) => {
    this.tell({ kind: 'status', account: id as string, status: this.status() });
    return this.accounts.find((known) => known.id === id);
  };
  open_sandbox = () => {
    if (!this.accounts.includes(sandboxAccount)) this.accounts = [...this.accounts, sandboxAccount];
    this.current = sandboxAccount;
    return sandboxAccount;
  };
  reset_sandbox = () => this.kept.clear();
  switch_account = ({ account: id }: Args) => {
    this.current = this.accounts.find((known) => known.id === id) ?? null;
    return this.start();
  };
  rename_account = ({ account: id, name, colour }: Args) => {
    this.accounts = this.accounts.map((known) => (known.id === id ? { ...known, name: name as string, colour: colour as AccountView['colour'] } : known));
    return this.accounts.find((known) => known.id === id);
  };
  sign_out = ({ account: id }: Args) => {
    this.accounts = this.accounts.filter((known) => known.id !== id);
    this.current = this.accounts[0] ?? null;
    return this.start();
  };
  forget_account = (args: Args) => this.sign_out(args);
  status = (): StatusView => ({ ...this.state, drafts: this.tray.all().length, ready: this.tray.all().filter((draft) => draft.ready).length, batch: this.tray.batch() });
  sync_start = () => null;
  sync_stop = () => null;
  close_number = () => null;
  drop_preview = () => null;
  choices = () => ({ agents, subaccounts, note: null });

  #matching(query: NumbersQuery): NumberRow[] {
    const words = query.search.toLowerCase().split(/\s+/).filter(Boolean);
    const { filter } = query;
    const among = (list: string[], value: string) => list.length === 0 || list.includes(value);
    const found = this.rows.filter((row) => {
      const text = Object.values(row).join(' ').toLowerCase();
      return words.every((word) => text.includes(word)) && among(filter.wabas, row.wabaId) && among(filter.statuses, row.status) && among(filter.configurations, row.configuration) && among(filter.owners, row.owner) && (filter.calling === null || filter.calling === row.calling) && (!filter.hasProblem || row.problems.length > 0) && (!filter.hasDraft || this.kept.has(row.number));
    });
    if (query.sort.key === 'number' && !query.sort.descending) return found;
    const text = (row: NumberRow) => String((row as unknown as Record<string, unknown>)[query.sort.key]);
    const sorted = found.toSorted((one, other) => text(one).localeCompare(text(other)));
    return query.sort.descending ? sorted.reverse() : sorted;
  }

  #listRows(query: NumbersQuery, found: NumberRow[], account: string): ListRow[] {
    const selected = this.selectionOf(account).numbers;
    const line = (row: NumberRow): ListRow => ({ kind: 'number', ...row, selected: selected.has(row.number), hasDraft: this.kept.has(row.number), check: this.checks.rowCheck(row) });
    if (!query.grouped) return found.map(line);
    return wabas.flatMap((waba): ListRow[] => {
      const members = found.filter((row) => row.wabaId === waba.id);
      if (members.length === 0) return [];
      const collapsed = query.collapsed.includes(waba.id);
      const group: ListRow = { kind: 'group', wabaId: waba.id, name: waba.name, matching: members.length, numbers: this.rows.filter((row) => row.wabaId === waba.id).length, owner: waba.owner, collapsed, hasDraft: false };
      return [group, ...(collapsed ? [] : members.map(line))];
    });
  }

  numbers_window = (args: Args) => {
    const { account: id, query, offset, limit, locate } = args as { account: string; query: NumbersQuery; offset: number; limit: number; locate: RowKey[] };
    const found = this.#matching(query);
    const rows = this.#listRows(query, found, id);
    const places = locate.map((key) => rows.findIndex((row) => same(keyOf(row), key)));
    return { totalRows: rows.length, matching: found.length, numbers: this.rows.length, selection: this.selectionOf(id).view(query), offset, rows: rows.slice(offset, offset + limit), located: places.map((place) => (place < 0 ? null : place)) };
  };
  prepare_search = () => null;
  select = ({ account: id, query, change }: Args) => this.selectionOf(id as string).change(query as NumbersQuery, change as SelectionChange);
  selected_numbers = ({ account: id }: Args) => [...this.selectionOf(id as string).numbers].map((number) => `+${number}`).join('\n');
  #facet = (key: 'wabaId' | 'owner' | 'status' | 'configuration', name: (row: NumberRow) => string) => [...new Set(this.rows.map((row) => row[key]))].map((value) => ({ value, label: name(this.rows.find((row) => row[key] === value) as NumberRow), count: this.rows.filter((row) => row[key] === value).length }));
  facets = () => ({ owners: this.#facet('owner', (row) => row.owner), statuses: this.#facet('status', (row) => row.status), configurations: this.#facet('configuration', (row) => row.configuration), callingOn: this.rows.filter((row) => row.calling).length, callingOff: this.rows.filter((row) => !row.calling).length, withDraft: this.kept.size, withProblem: this.rows.filter((row) => row.problems.length > 0).length });
  waba_facets = () => this.#facet('wabaId', (row) => row.waba);
  #members = (wabaId: string) => this.rows.filter((row) => row.wabaId === wabaId).map(({ number, international, alias, status }) => ({ number, international, alias, status }));
  waba_members = ({ wabaId }: Args) => this.#members(wabaId as string);

  panel = (number: string) => {
    const row = this.row(number);
    return this.checks.over(panelView(row, this.values(number), this.kept.get(number), this.#members(row.wabaId).length));
  };
  open_number = ({ number }: Args) => this.panel(number as string);
  number_panel = ({ number }: Args) => this.panel(number as string);
  edit_number = (args: Args) => {
    const { number, edit } = args as { number: string; edit: Edit };
    const draft = this.kept.get(number) ?? { edits: {}, startedAt: now, savedAt: now };
    apply(draft, this.values(number), edit);
    this.kept.set(number, draft);
    if (Object.keys(draft.edits).length === 0) this.kept.delete(number);
    return this.panel(number);
  };
  undo_field = (args: Args) => {
    const { number, field } = args as { number: string; field: Edit['field'] };
    return this.edit_number({ number, edit: { field, value: this.values(number)[field] } });
  };
  discard_draft = (args: Args) => {
    const number = args.number as string;
    const draft = this.kept.get(number);
    if (draft) this.discarded.set(1, { number, draft });
    this.kept.delete(number);
    return { id: 1 };
  };
  undo_discard = ({ id }: Args) => {
    if (this.tray.undo(id as number)) return null;
    const kept = this.discarded.get(id as number);
    if (!kept) throw error('internal', 'Nothing of that name was discarded.');
    this.kept.set(kept.number, kept.draft);
    return null;
  };

  save_number = (args: Args): SaveOutcome => {
    const { number, includeMapping } = args as { number: string; includeMapping: boolean };
    const draft = this.kept.get(number);
    if (!draft) return { kind: 'nothingToDo', kept: false };
    const problems = problemsOf({ ...this.values(number), ...draft.edits });
    if (problems.some((problem) => problem.severity === 'error')) return { kind: 'invalid', problems };
    if (includeMapping && 'accountMapping' in draft.edits) return { kind: 'needsConfirmation', because: null, preview: this.preview(number, draft) };
    return this.#write(number, draft, includeMapping);
  };
  preview = (number: string, draft: Draft) => {
    const row = this.row(number);
    const numbers = this.#members(row.wabaId);
    const fields = (Object.keys(draft.edits) as FieldName[]).filter((field) => field !== 'accountMapping');
    return { previewId: 'p1', account: 'Acme Production', number, wabaId: row.wabaId, waba: row.waba, from: label(this.values(number).accountMapping), to: label(draft.edits.accountMapping ?? null), numbers, readAt: Date.now() - 3000, confirmBy: { by: 'name' as const, text: row.waba }, numberChanges: fields };
  };
  #write(number: string, draft: Draft, mapping: boolean): SaveOutcome {
    const fields = (Object.keys(draft.edits) as FieldName[]).filter((field) => field !== 'accountMapping');
    this.#values.set(number, { ...this.values(number), ...draft.edits });
    this.kept.delete(number);
    const steps = [];
    if (fields.length > 0) steps.push({ step: 'number' as const, outcome: { state: 'confirmed' as const }, message: 'Plivo now returns what you asked for this number.', fields, namesFields: false, requestId: '7a3c1c58-0001', activity: 1 });
    if (mapping && 'accountMapping' in draft.edits) steps.push({ step: 'mapping' as const, outcome: { state: 'confirmed' as const }, message: `All numbers of the WABA are now of ${label(draft.edits.accountMapping ?? null)}.`, fields: [], namesFields: false, requestId: '7a3c1c58-0002', activity: 2 });
    return { kind: 'done', steps };
  }
  confirm_remap = (args: Args): SaveOutcome => {
    const { number, typed } = args as { number: string; typed: string };
    const draft = this.kept.get(number);
    if (!draft) throw error('confirmationExpired', 'The confirmation has expired.');
    if (typed.trim() !== this.row(number).waba) throw error('notConfirmed', `This is not the WABA’s name. Type ${this.row(number).waba} exactly.`, 'confirmName');
    return this.#write(number, draft, true);
  };
  disconnect_preview = ({ number }: Args) => {
    const row = this.row(number);
    return { previewId: 'x1', account: 'Acme Production', number: row.number, international: row.international, alias: row.alias, waba: row.waba, readAt: Date.now() - 2000, hasDraft: this.kept.has(row.number) };
  };
  confirm_disconnect = ({ number, typed }: Args) => {
    const row = this.row(number);
    if (typed !== row.number.slice(-4)) throw error('notConfirmed', `These are not the last four digits. They are the end of ${row.international}.`, 'lastDigits');
    row.status = 'disconnected';
    return { kind: 'done', step: { step: 'disconnect', outcome: { state: 'confirmed' }, message: `${row.international} is disconnected from Plivo.`, fields: [], namesFields: false, requestId: '7a3c1c58-0003', activity: 3 } };
  };
  activity = ({ query }: Args) => {
    const { search, batch, flat, offset, limit } = query as { search: string; batch: number | null; flat: boolean; offset: number; limit: number };
    const matches = (entry: ActivityEntry) => JSON.stringify(entry).toLowerCase().includes(search.toLowerCase());
    const within = (entry: ActivityEntry) => this.records.filter(({ partOf }) => partOf === entry.id);
    const listed = this.records.filter((entry) => flat || entry.partOf === batch);
    const found = listed.filter((entry) => matches(entry) || (!flat && within(entry).some(matches)));
    return { total: found.length, rows: found.slice(offset, offset + limit) };
  };
}
