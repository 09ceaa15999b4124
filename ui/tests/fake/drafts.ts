import type { ApplyWhat, BatchItem, BatchPreview, BatchState, BatchView, DraftEntry, DraftKey, DraftObstacle, DraftsPick, DraftsQuery, DraftState, DraftsWindow, FieldName, ImportPreview, MadeDrafts, Rows, SaveOutcome, Span, StatusView } from '../../src/lib/bridge';
import { error, type FakeDesk } from './desk';
import { label, problemsOf, type Draft, type Values } from './panels';

// Like in `FakeDesk`, each command reads its own arguments.
type Args = Record<string, any>;

const keyText = ({ kind, id }: DraftKey) => `${kind} ${id}`;
const text = (field: FieldName, value: unknown) => (field === 'accountMapping' ? label(value as string | null) : field === 'calling' ? (value ? 'on' : 'off') : String(value ?? ''));

/** A batch with all of its drafts. */
export type FakeBatch = Pick<BatchView, 'record' | 'running' | 'stopping' | 'startedAt' | 'because'> & { items: BatchItem[] };

const isOpen = ({ state }: BatchItem) => state === 'waiting' || state === 'running';

/** The count of each state, in order of first occurrence. */
function counted<State extends string>(states: State[]): { state: State; drafts: number }[] {
  return [...new Set(states)].map((state) => ({ state, drafts: states.filter((other) => other === state).length }));
}

/** A window of a whole list. */
export const spanOf = <Row>(all: Row[], { offset, limit }: Span): Rows<Row> => ({ total: all.length, rows: all.slice(offset, offset + limit) });

/** The tray, the batch, the hand-over and the simulated network of the fake desk. Its methods are commands. */
export class FakeTray {
  /** The states that do not follow from a draft itself, by `kind id`. */
  states = new Map<string, { state: DraftState; note: string }>();
  readySet = new Set<string>();
  view: FakeBatch | null = null;
  /** Drafts that were made together, by their id. */
  made = new Map<number, { keys: DraftKey[]; ready: DraftKey[]; aside: number }>();
  file: ImportPreview = { exportedAt: Date.UTC(2026, 10, 21, 16, 5), by: 'lena', items: [] };
  offline = false;
  #discarded = new Map<number, () => void>();
  #desk: FakeDesk;

  constructor(desk: FakeDesk) {
    this.#desk = desk;
  }

  all = (): DraftEntry[] => [...this.#numbers(), ...this.#mappings()].map((entry) => ({ ...entry, obstacle: this.#obstacle(entry) }));

  drafts = ({ query, span }: Args): DraftsWindow => {
    const { search, states } = query as DraftsQuery;
    const words = search.toLowerCase().split(/\s+/).filter(Boolean);
    const all = this.all();
    const textOf = (draft: DraftEntry) => JSON.stringify(draft).toLowerCase();
    const fits = all.filter((draft) => (states.length === 0 || states.includes(draft.state)) && words.every((word) => textOf(draft).includes(word)));
    return { ...spanOf(fits, span as Span), drafts: all.length, ready: all.filter((draft) => draft.ready).length, states: counted(all.map(({ state }) => state)) };
  };

  keep(keys: DraftKey[], ready: DraftKey[], aside: number): MadeDrafts {
    const id = this.made.size + 1;
    this.made.set(id, { keys, ready, aside });
    return { id, drafts: keys.length, aside };
  }

  #picked(pick: DraftsPick): DraftKey[] {
    if (pick.kind === 'these') return pick.drafts;
    const found = this.drafts({ query: pick.query, span: { offset: 0, limit: 10_000 } }).rows.map(({ key }) => key);
    if (found.length !== pick.matching) throw error('invalidInput', 'The drafts have changed since they were picked. Pick them again.');
    const except = pick.except.map(keyText);
    return found.filter((key) => !except.includes(keyText(key)));
  }
  mark_picked = ({ pick, ready }: Args) => {
    const keys = this.#picked(pick as DraftsPick);
    for (const key of keys) {
      if (ready) this.readySet.add(keyText(key));
      else this.readySet.delete(keyText(key));
    }
    this.#told();
    return { marked: keys.length, left: 0 };
  };
  discard_picked = ({ pick }: Args) => {
    const keys = this.#picked(pick as DraftsPick);
    for (const { id } of keys) this.#desk.kept.delete(id);
    this.#told();
    return { made: this.keep([], [], keys.length), left: 0 };
  };
  mark_ready = ({ draft, ready }: Args) => {
    if (ready) this.readySet.add(keyText(draft));
    else this.readySet.delete(keyText(draft));
  };
  discard_one = ({ draft }: Args) => {
    const taken = this.#take(draft as DraftKey);
    const id = 100 + this.#discarded.size;
    this.#discarded.set(id, () => taken.forEach(([number, edits]) => this.#put(number, edits)));
    return { id };
  };
  /** Returns whether the tray had made the discard. */
  undo(id: number): boolean {
    this.#discarded.get(id)?.();
    return this.#discarded.has(id);
  }

  save_mapping = ({ wabaId }: Args): SaveOutcome => {
    const [number, draft] = this.#mapping(wabaId as string) ?? [];
    if (number === undefined || !draft) return { kind: 'nothingToDo', kept: false };
    return { kind: 'needsConfirmation', because: null, preview: { ...this.#desk.preview(number, draft), numberChanges: [] } };
  };

  /** The batches that were shown, by the id of their preview. */
  #shown = new Map<string, { asked: ApplyWhat; count: number | null }>();

  apply_preview = ({ what }: Args): BatchPreview => {
    const asked = what as ApplyWhat;
    const drafts = this.#chosen(asked);
    const numbers = drafts.filter((draft) => draft.key.kind === 'number');
    const fields = counted(numbers.flatMap((draft) => draft.changes.map(({ field }) => field))).map(({ state, drafts: amount }) => ({ field: state, numbers: amount }));
    const stay = counted(numbers.map(({ state }) => state).filter((state) => ['invalid', 'conflict', 'disconnected'].includes(state)));
    const first = numbers.slice(0, 5).map(({ international, alias }) => ({ international: international ?? '', alias }));
    const [previewId, countToType] = [`batch ${this.#shown.size + 1}`, numbers.length > 25 ? numbers.length : null];
    this.#shown.set(previewId, { asked, count: countToType });
    return { previewId, numbers: numbers.length, wabas: new Set(numbers.map((draft) => draft.wabaId)).size, fields, first, stay, parked: 0, mappings: drafts.length - numbers.length, countToType };
  };
  apply_items = ({ previewId, span }: Args): Rows<DraftEntry> => {
    const shown = this.#shown.get(previewId as string);
    if (!shown) throw error('confirmationExpired', 'What was shown can be confirmed once.');
    return spanOf(this.#chosen(shown.asked), span as Span);
  };
  apply_start = ({ previewId, typed }: Args): StatusView => {
    const shown = this.#shown.get(previewId as string);
    if (!shown) throw error('confirmationExpired', 'What was shown can be confirmed once.');
    if (shown.count !== null && typed !== String(shown.count)) throw error('notConfirmed', `That is not their count. Type ${shown.count}.`, 'confirmCount');
    this.#shown.delete(previewId as string);
    if (shown.asked.kind === 'waiting') {
      this.#become({ running: true, stopping: false, because: null, items: this.#next(this.view?.items ?? []) });
      return this.#desk.status();
    }
    const chosen = this.#chosen(shown.asked);
    const items = chosen.map((draft, at): BatchItem => ({ key: draft.key, number: draft.number, title: draft.international ?? `Mapping of ${draft.waba}`, alias: draft.alias, state: at === 0 ? 'running' : 'waiting', message: '' }));
    this.view = { record: 7, running: items.length > 0, stopping: false, startedAt: Date.now(), items, because: null };
    this.#told();
    return this.#desk.status();
  };
  apply_stop = () => {
    this.#become({ stopping: true });
    return this.#desk.status();
  };
  apply_dismiss = () => {
    this.view = null;
    this.#told();
    return this.#desk.status();
  };
  batch(): BatchView | null {
    if (!this.view) return null;
    const { items, ...told } = this.view;
    return { ...told, undoable: told.record !== null && items.some(({ key, state }) => key.kind === 'number' && state === 'applied'), total: items.length, open: items.filter(isOpen).length, states: counted(items.map(({ state }) => state)) };
  }
  batch_items = ({ states, span }: Args): Rows<BatchItem> => {
    const chosen = states as BatchState[];
    return spanOf((this.view?.items ?? []).filter(({ state }) => chosen.length === 0 || chosen.includes(state)), span as Span);
  };

  /** Sets the result of the batch's running write. The next write starts, unless the batch was stopped. */
  step(state: BatchState, message: string): void {
    if (!this.view) return;
    const running = this.view.items.find((item) => item.state === 'running');
    if (running && (state === 'applied' || state === 'nothingToDo')) this.#take(running.key);
    const items = this.view.items.map((item) => (item.state === 'running' ? { ...item, state, message } : item));
    const next = this.view.stopping ? items : this.#next(items);
    this.#become({ items: next, running: next.some((item) => item.state === 'running'), stopping: false });
  }

  export_drafts = () => ({ path: '/downloads/number-desk-drafts.json', count: this.all().length, note: null as string | null });
  import_preview = ({ text: file }: Args) => {
    if (!String(file).startsWith('{')) throw error('invalidInput', 'This file is damaged: it is not what Number Desk exports.');
    return this.file;
  };
  import_drafts = ({ drafts }: Args) => this.keep(drafts as DraftKey[], [], 0);
  sandbox_offline = () => this.offline;
  set_sandbox_offline = ({ offline }: Args) => {
    this.offline = offline as boolean;
  };


  #chosen(asked: ApplyWhat): DraftEntry[] {
    const waiting = () => (this.view?.items ?? []).filter(({ state }) => state === 'waiting').map(({ key }) => key);
    const named = { drafts: () => (asked.kind === 'drafts' ? asked.drafts : []), picked: () => (asked.kind === 'picked' ? this.#picked(asked.pick) : []), made: () => (asked.kind === 'made' ? (this.made.get(asked.made)?.ready ?? []) : []), waiting, ready: () => null }[asked.kind]();
    return this.all().filter((draft) => (named ? named.some((key) => keyText(key) === keyText(draft.key)) : draft.ready));
  }

  #numbers(): DraftEntry[] {
    return [...this.#desk.kept].filter(([, { edits }]) => Object.keys(edits).some((field) => field !== 'accountMapping')).map(([number, draft]) => {
      const fields = (Object.keys(draft.edits) as (keyof Values)[]).filter((field) => field !== 'accountMapping');
      const wrong = problemsOf({ ...this.#desk.values(number), ...draft.edits }).some((problem) => problem.severity === 'error');
      return this.#entry({ kind: 'number', id: number }, number, draft, fields, wrong ? 'invalid' : 'editing');
    });
  }

  #mappings(): DraftEntry[] {
    const wabas = new Set([...this.#desk.kept].filter(([, { edits }]) => 'accountMapping' in edits).map(([number]) => this.#desk.row(number).wabaId));
    return [...wabas].flatMap((id) => {
      const [number, draft] = this.#mapping(id) ?? [];
      return number && draft ? [{ ...this.#entry({ kind: 'mapping', id }, number, draft, ['accountMapping'], 'needsConfirmation'), international: null, alias: '' }] : [];
    });
  }

  #entry(key: DraftKey, number: string, draft: Draft, fields: (keyof Values)[], state: DraftState): DraftEntry {
    const { international, alias, wabaId, waba } = this.#desk.row(number);
    const held = this.#desk.values(number);
    const ready = this.readySet.has(keyText(key));
    const said = { parked: false, ...(this.states.get(keyText(key)) ?? { state: state === 'editing' && ready ? 'ready' as const : state, note: null }) };
    const changes = fields.map((field) => ({ field, before: text(field, held[field]), after: text(field, draft.edits[field]) }));
    const canBeReady = said.state === 'editing' || said.state === 'needsConfirmation';
    return { key, number, international, wabaId, waba, alias, ...said, ready, canBeReady, obstacle: null, changes, startedAt: draft.startedAt, savedAt: draft.savedAt };
  }

  #mapping(wabaId: string): [string, Draft] | undefined {
    return [...this.#desk.kept].find(([number, { edits }]) => 'accountMapping' in edits && this.#desk.row(number).wabaId === wabaId);
  }

  #take(key: DraftKey): [string, Partial<Values>][] {
    const concerned = [...this.#desk.kept].filter(([number]) => (key.kind === 'number' ? number === key.id : this.#desk.row(number).wabaId === key.id));
    return concerned.map(([number, draft]) => {
      const taken = Object.entries(draft.edits).filter(([field]) => (field === 'accountMapping') === (key.kind === 'mapping'));
      for (const [field] of taken) delete draft.edits[field as keyof Values];
      if (Object.keys(draft.edits).length === 0) this.#desk.kept.delete(number);
      return [number, Object.fromEntries(taken)];
    });
  }

  #put(number: string, edits: Partial<Values>): void {
    const draft = this.#desk.kept.get(number) ?? { edits: {}, startedAt: Date.now(), savedAt: Date.now() };
    Object.assign(draft.edits, edits);
    if (Object.keys(draft.edits).length > 0) this.#desk.kept.set(number, draft);
  }

  #next(items: BatchItem[]): BatchItem[] {
    const next = items.find((item) => item.state === 'waiting');
    return items.map((item) => (item === next ? { ...item, state: 'running' } : item));
  }

  #obstacle({ key, state }: DraftEntry): DraftObstacle | null {
    if (this.view?.running) return this.view.items.some((item) => isOpen(item) && keyText(item.key) === keyText(key)) ? 'inBatch' : 'batchRunning';
    return state === 'invalid' || state === 'conflict' || state === 'disconnected' ? state : null;
  }

  #become(patch: Partial<FakeBatch>): void {
    if (this.view) this.view = { ...this.view, ...patch };
    this.#told();
  }

  #told(): void {
    const account = this.#desk.current?.id ?? '';
    this.#desk.tell({ kind: 'batchChanged', account });
    this.#desk.tell({ kind: 'status', account, status: this.#desk.status() });
  }
}
