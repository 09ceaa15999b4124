import { cleanup, render } from '@testing-library/svelte';
import { flushSync } from 'svelte';
import { expect } from 'vitest';
import type { NumberRow } from '../../src/lib/bridge';
import App from '../../src/App.svelte';
import { announcer } from '../../src/lib/components/announcer.svelte';
import { toasts } from '../../src/lib/components/toasts.svelte';
import { account, FakeDesk, sandboxAccount } from '../fake/desk';
import { FakeWork } from '../fake/work';
import * as page from './page';
import { actions, plots, type Plot } from './person';
import { Dice, pause, Scheduler, turn } from './scheduler';

const steps = 60;
/** Commands that write. Each is checked against the dialog or the panel in which it was started. */
const writes = ['confirm_remap', 'confirm_disconnect', 'bulk_draft', 'apply_start', 'test_many', 'import_drafts', 'csv_import'];
/** Commands that may replace what was typed into a field. */
const replacing = ['discard_draft', 'discard_one', 'undo_field', 'undo_discard', 'bulk_draft', 'take_back_drafts', 'import_drafts', 'decide', 'restore', 'reset_sandbox'];
const names = new Map([[account.id, account.name], [sandboxAccount.id, sandboxAccount.name]]);

/** One schedule: a user's actions while every response arrives at a random time, and the invariants. */
export class Play {
  readonly dice: Dice;
  readonly #plot: Plot;
  readonly #scheduler = new Scheduler();
  readonly #desk = new FakeDesk(9);
  /** The last text that was typed into the Alias of each number, by account, and how many commands had been called. */
  readonly #typed = new Map<string, { text: string; at: number }>();
  /** The cancelled bulk edits: how many commands had been called when the dialog opened, and at the Cancel. */
  readonly #cancelled: { from: number; at: number }[] = [];
  #bulkFrom = 0;
  /** The bulk edits that made drafts, by how many commands had been called when their dialog opened. */
  readonly #made = new Set<number>();
  /** The texts in which Enter was pressed without opening anything yet, by the role of their field. Null for the list. */
  readonly #enters = new Map<string, (string | null)[]>();
  /** The number of commands that were already checked. */
  #looked = 0;
  readonly #log: string[] = [];

  constructor(seed: number) {
    this.dice = new Dice(seed);
    this.#plot = plots[seed % plots.length] as Plot;
    new FakeWork(this.#desk);
    const make = this.#desk.answers.bulk_draft;
    this.#desk.answers.bulk_draft = (args) => {
      const done = make?.(args);
      this.#made.add(this.#bulkFrom);
      return done;
    };
    this.#desk.gate = this.#scheduler.gate;
  }

  /** The names of all commands that were called. */
  get called(): string[] {
    return this.#desk.calls.map((call) => call.name);
  }

  /** How many bulk edits were cancelled while something of them was on its way. */
  get cancelled(): number {
    return this.#cancelled.length;
  }

  /** Rejects with the list of actions in its message. */
  async run(): Promise<void> {
    try {
      this.#desk.install();
      render(App);
      await turn();
      await this.#open();
      for (let step = 0; step < steps; step += 1) await this.#step();
      await this.#scheduler.finish(this.dice);
      // A preview waits until the typing has stopped.
      await pause();
      this.#holds();
    } catch (thrown) {
      throw new Error(`${thrown instanceof Error ? thrown.message : String(thrown)}\nAfter: ${this.#log.join(', ')}`, { cause: thrown });
    } finally {
      cleanup();
      toasts.list = [];
      announcer.text = '';
    }
  }

  typeAlias(): boolean {
    const input = page.field('Alias');
    if (page.dialog() || !page.typedInto(input, `typed ${this.dice.below(1000)}`)) return false;
    this.#typed.set(this.#openNumber(), { text: input?.value ?? '', at: this.#desk.calls.length });
    return true;
  }

  edit(): boolean {
    if (!page.click(page.button(/^Edit /))) return false;
    this.#bulkFrom = this.#desk.calls.length;
    return true;
  }

  typeBulk(): boolean {
    return this.#inBulk() && page.typedInto(page.field('Alias'), `bulk ${this.dice.below(1000)}`);
  }

  /** Enter applies to the current text, whatever was found for an earlier text. */
  enterIn(where: HTMLElement | null): boolean {
    if (!where) return false;
    const field = where.getAttribute('role') ?? where.localName;
    // An Enter that found nothing has ended when the next one is pressed in the same field.
    const earlier = this.#enters.get(field)?.slice(-1) ?? [];
    this.#enters.set(field, [...earlier, where instanceof HTMLInputElement ? where.value : null]);
    return page.key(where, 'Enter');
  }

  /** Presses a button that writes: the write must go to the account that its dialog names. */
  press(button: HTMLElement | null): boolean {
    return this.#bound(() => page.click(button));
  }

  confirm(): boolean {
    const dialog = page.dialog();
    if (!dialog?.textContent?.startsWith('Move')) return false;
    const label = [...dialog.querySelectorAll('label')].find((one) => one.textContent?.includes('to confirm: '));
    const wanted = label?.textContent?.split('to confirm: ')[1]?.trim() ?? '';
    if (label) page.typedInto(document.getElementById(label.htmlFor) as HTMLInputElement, wanted);
    return this.press([...dialog.querySelectorAll('button')].find((one) => one.textContent?.startsWith('Move ')) ?? null);
  }

  /** Closes a dialog by its button or by Escape. Its pending responses have no further effect. */
  cancel(): boolean {
    const way = page.button('Cancel') ?? page.button('Do not test') ?? page.button('Keep as draft');
    // Rare, because a dialog that works offers nothing else, and its work is to end in most schedules.
    if (!page.dialog() || !way || this.dice.below(20) > 0) return false;
    if (this.#inBulk()) this.#cancelled.push({ from: this.#bulkFrom, at: this.#desk.calls.length });
    return this.dice.below(2) === 0 ? page.click(way) : page.key(document.body, 'Escape');
  }

  escape(): boolean {
    return page.dialog() && !page.palette() ? this.cancel() : page.key(document.body, 'Escape');
  }

  draftMapping(): boolean {
    const input = page.field('Account Mapping');
    if (page.dialog() || input?.readOnly || !page.click(input)) return false;
    // The choices are drawn after the click.
    flushSync();
    return page.click(document.querySelector<HTMLElement>('[role=listbox] [role=option]:not([aria-selected=true])'));
  }

  switchAccount(): boolean {
    if (page.dialog() || !page.click(document.querySelector<HTMLElement>('header .trigger'))) return false;
    return page.click(document.querySelector<HTMLElement>('[role=menuitemradio][aria-checked=false]'));
  }

  synced(): boolean {
    this.#desk.tell({ kind: 'numbersChanged', account: this.#desk.current?.id ?? '' });
    return true;
  }

  async #step(): Promise<void> {
    if (this.#scheduler.waits > 0 && this.dice.below(10) < 6) {
      await this.#scheduler.release(this.dice);
      return this.#opened();
    }
    this.#act();
    await turn();
    this.#opened();
    this.#dialogs();
  }

  async #open(): Promise<void> {
    for (const name of this.#plot.opening) {
      await this.#scheduler.drain(this.dice);
      expect(actions[name]?.(this), `${name} to begin with`).toBe(true);
      this.#log.push(name);
      await turn();
    }
  }

  /** Runs one action that the window offers. */
  #act(): void {
    for (let tries = 0; tries < 20; tries += 1) {
      const name = this.dice.pick(this.#plot.then);
      if (!actions[name]?.(this)) continue;
      this.#log.push(name);
      // A clicked row is opened at once. Enter waits for its result.
      if (name === 'openRow' || name === 'firstRow') this.#looked = this.#desk.calls.length;
      return;
    }
  }

  /** A number that Enter opened must match the text in which Enter was pressed. */
  #opened(): void {
    const opened = this.#desk.calls.slice(this.#looked).filter((call) => call.name === 'open_number');
    this.#looked = this.#desk.calls.length;
    if (opened.length === 0) return;
    const texts = [...this.#enters.values()].flat();
    this.#enters.clear();
    if (texts.length === 0) return;
    for (const { args } of opened) {
      const fits = texts.some((text) => text === null || this.#fits(this.#desk.row(args.number), text));
      expect(fits, `Enter in ${JSON.stringify(texts)} opened ${String(args.number)}`).toBe(true);
    }
  }

  #fits(row: NumberRow, text: string): boolean {
    return text.toLowerCase().split(/\s+/).filter(Boolean).every((word) => Object.values(row).join(' ').toLowerCase().includes(word));
  }

  #inBulk(): boolean {
    return page.dialog()?.textContent?.includes('What is ticked is set') ?? false;
  }

  /** Presses something, and checks that its writes go to the account that is named there. */
  #bound(press: () => boolean): boolean {
    const named = [...names].find(([, name]) => page.dialog()?.textContent?.includes(name))?.[0];
    const before = this.#desk.calls.length;
    const done = press();
    const sent = this.#desk.calls.slice(before).filter((call) => writes.includes(call.name));
    if (named) for (const call of sent) expect(call.args.account, `${call.name} under a dialog that names ${named}`).toBe(named);
    return done;
  }

  /** A dialog may only name the shown account. */
  #dialogs(): void {
    const text = page.dialog()?.textContent ?? '';
    const shown = document.title.split(' — ')[0] ?? '';
    for (const name of names.values()) if (name !== shown && text.includes(`Account: ${name}`)) throw new Error(`${shown} is shown, and a dialog names ${name}`);
  }

  #holds(): void {
    expect(this.#desk.defects, 'nothing was thrown that nobody caught').toEqual([]);
    this.#nothingAfterCancel();
    this.#rowsFitTheQuery();
    this.#fieldsShowTheLastKey();
    this.#selectionIsRusts();
  }

  /** Between a Cancel and the next press in a bulk edit, no batch starts, and drafts that are made are taken back. */
  #nothingAfterCancel(): void {
    for (const { from, at } of this.#cancelled) {
      const later = this.#desk.calls.slice(at);
      const next = later.findIndex((call) => call.name === 'bulk_preview');
      const names = (next < 0 ? later : later.slice(0, next)).map((call) => call.name);
      const made = this.#desk.calls.slice(from, at).findLast((call) => call.name === 'bulk_draft' || call.name === 'bulk_preview');
      if (names.includes('bulk_draft')) throw new Error('A cancelled bulk edit made drafts.');
      const takenBack = this.#desk.calls.slice(from).some((call) => call.name === 'take_back_drafts');
      if (made?.name !== 'bulk_draft') continue;
      if (this.#made.has(from) && !takenBack) throw new Error('The drafts of a cancelled bulk edit were not taken back.');
      if (names.includes('apply_start') && !this.#log.includes('apply')) throw new Error('A cancelled bulk edit was applied.');
    }
  }

  #rowsFitTheQuery(): void {
    const search = page.searchField();
    if (!search) return;
    const query = this.#desk.called('numbers_window').findLast((args) => args.account === this.#shown() && args.locate !== undefined && args.limit > 8)?.query;
    const shown = page.rows().map((row) => row.getAttribute('aria-label')?.split(',')[0]);
    const fitting = this.#desk.rows.filter((row) => this.#fits(row, search.value) && !(query?.grouped && query.collapsed.includes(row.wabaId)));
    if (fitting.length === 0) expect(shown).toEqual([]);
    else expect(shown.toSorted(), `rows for ${JSON.stringify(search.value)}`).toEqual(fitting.map((row) => row.international).toSorted());
  }

  #fieldsShowTheLastKey(): void {
    const input = page.dialog() ? null : page.field('Alias');
    const open = this.#openNumber();
    const kept = this.#desk.kept.get(open.split(' ')[1] ?? '');
    const typed = this.#typed.get(open);
    if (!input || !typed) return;
    const held = kept?.edits.alias ?? this.#desk.values(open.split(' ')[1] ?? '').alias;
    expect(input.value, `the alias of ${open}`).toBe(held);
    const replaced = this.#desk.calls.slice(typed.at).some((call) => replacing.includes(call.name));
    if (!replaced) expect(held, `what was typed last into the alias of ${open}`).toBe(typed.text);
  }

  #selectionIsRusts(): void {
    if (!page.grid()) return;
    const ticked = page.rows().filter((row) => row.getAttribute('aria-selected') === 'true').map((row) => row.getAttribute('aria-label')?.split(',')[0]);
    const shown = new Set(page.rows().map((row) => row.getAttribute('aria-label')?.split(',')[0]));
    const selected = this.#desk.rows.filter((row) => this.#desk.selectionOf(this.#shown()).numbers.has(row.number) && shown.has(row.international)).map((row) => row.international);
    expect(ticked.toSorted()).toEqual(selected.toSorted());
  }

  #shown(): string {
    const shown = document.title.split(' — ')[0];
    return [...names].find(([, name]) => name === shown)?.[0] ?? '';
  }

  /** The shown account and the number of the open panel. */
  #openNumber(): string {
    const title = document.querySelector('#panel-title')?.textContent ?? '';
    const number = this.#desk.rows.find((row) => row.international === title)?.number ?? title.replace('+', '');
    return `${document.title.split(' — ')[0]?.replace(' ', '_')} ${number}`;
  }
}
