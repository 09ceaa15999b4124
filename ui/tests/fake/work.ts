import type { BatchUndo, BulkDone, BulkEdit, BulkItem, BulkPreview, ByHandView, ChangeView, ConflictView, CsvPreview, DraftKey, FieldName, HandNumber, HandStep, NumberRow, PanelView, RestoredView, RestoreOffer, Rows, SavedFile, SaveOutcome, Span } from '../../src/lib/bridge';
import { makeRows } from './data';
import { error, type FakeDesk } from './desk';
import { spanOf } from './drafts';
import { label, now, problemsOf, type Values } from './panels';

// Like in `FakeDesk`, each command reads its own arguments.
type Args = Record<string, any>;

const text = (field: keyof Values, value: unknown) => (field === 'accountMapping' ? label(value as string | null) : field === 'calling' ? (value ? 'on' : 'off') : String(value ?? ''));
const instructions: Partial<Record<FieldName, string>> = { alias: 'Put this into the field Alias.', webhookUrl: 'Put this into the field Webhook URL.', accountMapping: 'Under Account Mapping, choose the account.' };

/** Conflicts, restores, bulk edits and work by hand of the fake desk. Created with a desk, it handles its commands. */
export class FakeWork {
  /** The fields that the panel shows as changed on both sides, by number. */
  conflicts = new Map<string, ConflictView[]>();
  /** The fields that the next save of a number will find changed at Plivo. */
  atSave = new Map<string, ConflictView[]>();
  offers = new Map<string, RestoreOffer>();
  byHand = new Set<string>();
  /** The draft that the next restore makes, and its description. */
  restoring: { edits: Partial<Values> } & RestoredView = { number: '918035737458', edits: { alias: 'As before' }, replaced: null, note: null, nothing: false };
  /** What the next undo of a batch finds: the numbers that get a draft, and the counts of the others. */
  undoing: Omit<BatchUndo, 'made'> & { numbers: string[] } = { numbers: [], unchanged: 0, drafted: 0, gone: 0, unknown: 0, mappings: 0, stay: [] };
  file: SavedFile = { path: '/exports/number-desk-activity.json', count: 5, note: null };
  #done = new Map<string, FieldName[]>();
  #moveConfirmed = false;
  #desk: FakeDesk;

  constructor(desk: FakeDesk) {
    this.#desk = desk;
    this.undoing.numbers = desk.rows.slice(0, 2).map(({ number }) => number);
    const plain = desk.panel;
    desk.panel = (number) => this.#over(number, plain(number));
    Object.assign(desk.answers, this.#commands);
  }

  conflict(field: FieldName, plivoNow: string, yours: string, whenStarted: string): ConflictView {
    return { field, plivoNow, plivoValue: plivoNow, yours, whenStarted, decided: null };
  }

  #commands = {
    decide: ({ number, field, side, shown }: Args) => {
      const standing = this.conflicts.get(number) ?? [];
      this.conflicts.set(number, standing.map((conflict) => (conflict.field === field && conflict.plivoValue === shown ? { ...conflict, decided: side } : conflict)));
      return this.#desk.panel(number);
    },
    save_number: (args: Args): SaveOutcome => {
      const found = this.atSave.get(args.number) ?? this.conflicts.get(args.number)?.filter((conflict) => conflict.decided === null) ?? [];
      if (found.length > 0) this.conflicts.set(args.number, found);
      this.atSave.delete(args.number);
      if (found.length > 0) return { kind: 'conflict', conflicts: found };
      this.conflicts.delete(args.number);
      return this.#desk.save_number(args);
    },
    restore: (): RestoredView => {
      const { edits, ...told } = this.restoring;
      if (!told.nothing) this.#desk.kept.set(told.number, { edits, startedAt: now, savedAt: now });
      return told;
    },
    undo_batch: (): BatchUndo => {
      const { numbers, ...told } = this.undoing;
      const keys = numbers.map((id): DraftKey => ({ kind: 'number', id }));
      for (const { id } of keys) this.#desk.kept.set(id, { edits: { alias: 'As before' }, startedAt: now, savedAt: now });
      return { made: this.#desk.tray.keep(keys, keys, 0), ...told };
    },
    dismiss_restore: ({ number }: Args) => {
      this.offers.delete(number);
      return this.#desk.panel(number);
    },
    export_activity: () => this.file,
    bulk_preview: ({ account, selection, edit }: Args): BulkPreview => {
      const items = this.#desk.selectionOf(account).of(selection).map((number) => this.#bulkItem(number, edit as BulkEdit));
      const changing = items.filter((item) => item.changes.length > 0);
      const problems = this.#templateProblems(edit as BulkEdit);
      const invalid = changing.filter((item) => item.problems.length > 0);
      return { numbers: items.length, changing: changing.length, drafted: changing.filter((item) => item.hasDraft).length, parked: 0, invalid: invalid.length, invalidNumbers: invalid.slice(0, 5).map((item) => item.international), problems };
    },
    bulk_items: ({ account, selection, edit, span }: Args): Rows<BulkItem> => {
      const { total, rows } = spanOf(this.#desk.selectionOf(account).of(selection), span as Span);
      return { total, rows: rows.map((number) => this.#bulkItem(number, edit as BulkEdit)) };
    },
    bulk_draft: ({ account, selection, edit }: Args): BulkDone => {
      const changing = this.#desk.selectionOf(account).of(selection).map((number) => this.#bulkItem(number, edit as BulkEdit)).filter((item) => item.changes.length > 0);
      for (const { number } of changing) this.#desk.kept.set(number, { edits: this.#bulkEdits(number, edit as BulkEdit), startedAt: now, savedAt: now });
      const key = (item: BulkItem): DraftKey => ({ kind: 'number', id: item.number });
      const ready = changing.filter((item) => item.problems.length === 0);
      const aside = changing.filter((item) => item.hasDraft).length;
      return { made: this.#desk.tray.keep(changing.map(key), ready.map(key), aside), ready: ready.length, invalid: changing.length - ready.length, discarded: 0 };
    },
    take_back_drafts: ({ made, open }: Args) => {
      const { keys, aside } = this.#desk.tray.made.get(made as number) ?? { keys: [], aside: 0 };
      for (const { id } of keys) this.#desk.kept.delete(id);
      const asked = open as DraftKey[];
      return { taken: keys.length, changed: 0, gone: 0, back: aside, open: asked.filter((key) => keys.some(({ id }) => id === key.id)) };
    },
    add_number: ({ number }: Args) => this.#add(number as HandNumber),
    csv_preview: (args: Args) => this.#csv(args.text as string),
    csv_import: (args: Args) => {
      const good = this.#csv(args.text as string).rows.filter((row) => row.error === null);
      for (const row of good) this.#row(row.title);
      return good.length;
    },
    forget_number: ({ number }: Args) => {
      this.#desk.rows = this.#desk.rows.filter((row) => row.number !== number);
      this.#desk.kept.delete(number);
    },
    by_hand: ({ number }: Args) => this.#hand(number),
    by_hand_confirm: ({ number, typed }: Args) => {
      if (typed.trim() !== this.#desk.row(number).waba) throw error('notConfirmed', `This is not the WABA’s name. Type ${this.#desk.row(number).waba} exactly.`, 'confirmName');
      this.#moveConfirmed = true;
      return this.#hand(number);
    },
    by_hand_step: ({ number, field, done }: Args) => {
      if (field === 'accountMapping' && !this.#moveConfirmed) throw error('notConfirmed', 'Confirm the move first.', 'confirmName');
      const others = (this.#done.get(number) ?? []).filter((other) => other !== field);
      this.#done.set(number, done ? [...others, field] : others);
      return this.#hand(number);
    },
    by_hand_finish: ({ number }: Args) => {
      const draft = this.#desk.kept.get(number);
      for (const field of (this.#done.get(number) ?? []) as (keyof Values)[]) {
        Object.assign(this.#desk.values(number), { [field]: draft?.edits[field] });
        delete draft?.edits[field];
      }
      this.#done.delete(number);
      return this.#desk.panel(number);
    },
    open_console: () => null,
  };

  #over(number: string, view: PanelView): PanelView {
    const ready = this.#desk.tray.readySet.has(`number ${number}`);
    return { ...view, conflicts: this.conflicts.get(number) ?? [], restore: this.offers.get(number) ?? null, byHand: this.byHand.has(number), draft: view.draft && { ...view.draft, ready } };
  }

  #changes(number: string, edits: Partial<Values>): ChangeView[] {
    const base = this.#desk.values(number);
    const fields = (Object.keys(edits) as (keyof Values)[]).filter((field) => edits[field] !== base[field]);
    return fields.map((field) => ({ field, before: text(field, base[field]), after: text(field, edits[field]) }));
  }

  #bulkEdits(number: string, edit: BulkEdit): Partial<Values> {
    const row = this.#desk.row(number);
    const fill = (url: string) => url.replace('{number}', row.number).replace('{alias}', encodeURIComponent(row.alias)).replace('{waba}', row.wabaId);
    const set = Object.entries(edit).filter(([, value]) => value !== null).map(([field, value]) => [field, typeof value === 'string' && field.endsWith('Url') ? fill(value) : value]);
    return { ...this.#desk.kept.get(number)?.edits, ...Object.fromEntries(set) };
  }

  #bulkItem(number: string, edit: BulkEdit): BulkItem {
    const row = this.#desk.row(number);
    const edits = this.#bulkEdits(number, edit);
    const problems = problemsOf({ ...this.#desk.values(number), ...edits }).filter((problem) => problem.severity === 'error');
    return { number, international: row.international, alias: row.alias, changes: this.#changes(number, edits), problems, hasDraft: this.#desk.kept.has(number), parked: false };
  }

  #templateProblems(edit: BulkEdit): BulkPreview['problems'] {
    const unknown = /\{(?!number\}|alias\}|waba\})\w*\}/.exec(edit.webhookUrl ?? '');
    return unknown ? [{ field: 'webhookUrl', severity: 'error', message: `${unknown[0]} stands for nothing. Use {number}, {alias} or {waba}.`, fix: null }] : [];
  }

  #row(number: string): NumberRow {
    const digits = number.replace(/\D/g, '');
    const row: NumberRow = { ...(makeRows(1)[0] as NumberRow), number: digits, international: `+${digits}`, alias: '', status: 'by hand', configuration: '', handledBy: '', calling: false };
    this.#desk.rows = [...this.#desk.rows, row];
    this.byHand.add(digits);
    return row;
  }

  #add(typed: HandNumber): PanelView {
    if (!/^\+?[\d ]{8,}$/.test(typed.number)) throw error('invalidInput', 'This is not a phone number. Write it with its country code.', 'number');
    if (typed.wabaId === '') throw error('invalidInput', 'Enter the WABA’s ID.', 'wabaId');
    return this.#desk.panel(this.#row(typed.number).number);
  }

  #csv(file: string): CsvPreview {
    const [heading = '', ...lines] = file.trim().split('\n');
    if (!heading.includes('number')) throw error('invalidInput', 'The first line has no column “number”.');
    const rows = lines.map((line, at) => {
      const [number = '', waba = ''] = line.split(',');
      return { line: at + 2, title: number, waba, error: /^\+?\d{8,}$/.test(number) ? null : `“${number}” is not a phone number.`, known: this.#desk.rows.some((row) => `+${row.number}` === number) };
    });
    return { rows, ignored: heading.split(',').filter((column) => column === 'colour') };
  }

  #hand(number: string): ByHandView {
    const row = this.#desk.row(number);
    const edits = this.#desk.kept.get(number)?.edits ?? {};
    const done = this.#done.get(number) ?? [];
    const steps = this.#changes(number, edits).map(({ field, before, after }): HandStep => ({ field, instruction: instructions[field] ?? `Set ${field}.`, value: field === 'accountMapping' ? '' : after, was: before, done: done.includes(field) }));
    const members = this.#desk.rows.filter((other) => other.wabaId === row.wabaId).map((other) => ({ number: other.number, international: other.international, alias: other.alias, status: other.status }));
    const remap = 'accountMapping' in edits ? { previewId: 'h1', waba: row.waba, from: 'Main Account', to: label(edits.accountMapping ?? null), numbers: members, confirmBy: { by: 'name' as const, text: row.waba }, confirmed: this.#moveConfirmed } : null;
    return { number, international: row.international, consoleUrl: 'https://console.plivo.com/', path: ['WhatsApp', 'Numbers', row.international, 'Configure Number'], steps, remap, problems: problemsOf({ ...this.#desk.values(number), ...edits }).filter((problem) => problem.severity === 'error') };
  }
}
