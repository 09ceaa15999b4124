import { cleanup, render } from '@testing-library/svelte';
import { expect } from 'vitest';
import App from '../../src/App.svelte';
import { announcer } from '../../src/lib/components/announcer.svelte';
import { toasts } from '../../src/lib/components/toasts.svelte';
import { account, FakeDesk, sandboxAccount } from '../fake/desk';
import { FakeWork } from '../fake/work';
import * as page from './page';
import { actions } from './person';
import { Dice, pause, Scheduler, turn } from './scheduler';

const steps = 60;
/** Commands that write, with the dialog or the panel in which they were asked for. */
const writes = ['confirm_remap', 'confirm_disconnect', 'bulk_draft', 'apply_start', 'test_many', 'import_drafts', 'csv_import'];
const names = new Map([[account.id, account.name], [sandboxAccount.id, sandboxAccount.name]]);

/** One schedule: what a person does while every answer comes when it likes, and what must hold all the same. */
export class Play {
  readonly dice: Dice;
  readonly #scheduler = new Scheduler();
  readonly #desk = new FakeDesk(9);
  /** What was typed last into the Alias of each number, by account. */
  readonly #typed = new Map<string, string>();
  /** How many commands had been called when a dialog was cancelled. */
  readonly #cancelled: { at: number; title: string }[] = [];
  readonly #log: string[] = [];

  constructor(seed: number) {
    this.dice = new Dice(seed);
    new FakeWork(this.#desk);
    this.#desk.gate = this.#scheduler.gate;
  }

  /** Resolves with what was done, for the message of a failure. */
  async run(): Promise<void> {
    try {
      this.#desk.install();
      render(App);
      for (let step = 0; step < steps; step += 1) await this.#step();
      await this.#scheduler.finish(this.dice);
      // A preview waits for the end of the typing.
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

  typeAlias(): void {
    const input = page.field('Alias');
    if (!input || input.readOnly || page.dialog()) return;
    const text = `typed ${this.dice.below(1000)}`;
    page.typedInto(input, text);
    this.#typed.set(this.#openNumber(), text);
  }

  typeBulk(): void {
    if (page.dialog()?.textContent?.includes('What is ticked')) page.typedInto(page.field('Alias'), `bulk ${this.dice.below(1000)}`);
  }

  /** Presses a button that writes: the account that its dialog names is the one that is written to. */
  press(button: HTMLElement | null): void {
    if (!button || button.getAttribute('aria-disabled') === 'true') return;
    this.#bound(() => page.click(button));
  }

  confirm(): void {
    const dialog = page.dialog();
    if (!dialog?.textContent?.startsWith('Move')) return;
    const label = [...dialog.querySelectorAll('label')].find((one) => one.textContent?.includes('to confirm: '));
    const wanted = label?.textContent?.split('to confirm: ')[1]?.trim() ?? '';
    if (label) page.typedInto(document.getElementById(label.htmlFor) as HTMLInputElement, wanted);
    this.press([...dialog.querySelectorAll('button')].find((one) => one.textContent?.startsWith('Move ')) ?? null);
  }

  cancel(): void {
    const dialog = page.dialog();
    const way = page.button('Cancel') ?? page.button('Do not test') ?? page.button('Keep as draft');
    if (!dialog || !way || way.getAttribute('aria-disabled') === 'true') return;
    this.#cancelled.push({ at: this.#desk.calls.length, title: dialog.querySelector('h2')?.textContent ?? '' });
    page.click(way);
  }

  escape(): void {
    if (page.dialog() && !page.palette()) return this.cancel();
    page.key(document.body, 'Escape');
  }

  paletteEnter(): void {
    page.key(page.palette(), 'Enter');
  }

  draftMapping(): void {
    const [, waba] = this.#desk.rows.map((row) => [row.number, row.wabaId] as const)[0] ?? [];
    const number = this.#openNumber().split(' ')[1];
    if (!waba || !number || page.dialog()) return;
    const input = page.field('Account Mapping');
    if (!input || input.readOnly) return;
    page.click(input);
    const options = [...document.querySelectorAll<HTMLElement>('[role=listbox] [role=option]:not([aria-selected=true])')];
    page.click(options[0]);
  }

  switchAccount(): void {
    if (page.dialog()) return;
    page.click([...document.querySelectorAll<HTMLElement>('header .trigger')][0]);
    const others = [...document.querySelectorAll<HTMLElement>('[role=menuitemradio][aria-checked=false]')];
    if (others.length > 0) this.#log.push('(switched)');
    page.click(others[0]);
  }

  synced(): void {
    this.#desk.tell({ kind: 'numbersChanged', account: this.#desk.current?.id ?? '' });
  }

  async #step(): Promise<void> {
    if (this.#scheduler.waits > 0 && this.dice.below(10) < 6) return this.#scheduler.release(this.dice);
    const name = this.dice.pick(Object.keys(actions));
    this.#log.push(name);
    actions[name]?.(this);
    await turn();
    this.#dialogs();
  }

  /** Notes which account is named where something is pressed; whatever is written by it is written to that one. */
  #bound(press: () => void): void {
    const named = [...names].find(([, name]) => page.dialog()?.textContent?.includes(name))?.[0];
    const before = this.#desk.calls.length;
    press();
    const sent = this.#desk.calls.slice(before).filter((call) => writes.includes(call.name));
    if (named) for (const call of sent) expect(call.args.account, `${call.name} under a dialog that names ${named}`).toBe(named);
  }

  /** A dialog that names an account names the one that is shown. */
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

  /** What a cancelled bulk edit may still do is to take back what it had sent just before. */
  #nothingAfterCancel(): void {
    for (const { at, title } of this.#cancelled) {
      if (!title.startsWith('Edit ')) continue;
      const later = this.#desk.calls.slice(at);
      const next = later.findIndex((call) => call.name === 'bulk_draft');
      const until = next < 0 ? later : later.slice(0, next);
      const again = until.some((call) => call.name === 'bulk_preview') || this.#log.filter((name) => name === 'edit').length > 1;
      if (!again) expect(until.map((call) => call.name), 'nothing is applied after Cancel').not.toContain('apply_start');
    }
  }

  #rowsFitTheQuery(): void {
    const search = page.searchField();
    if (!search) return;
    const query = this.#desk.called('numbers_window').findLast((args) => args.account === this.#shown() && args.locate !== undefined && args.limit > 8)?.query;
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const shown = page.rows().map((row) => row.getAttribute('aria-label')?.split(',')[0]);
    const fitting = this.#desk.rows.filter((row) => words.every((word) => Object.values(row).join(' ').toLowerCase().includes(word)) && !(query?.grouped && query.collapsed.includes(row.wabaId)));
    if (fitting.length === 0) expect(shown).toEqual([]);
    else expect(shown.toSorted(), `rows for ${JSON.stringify(search.value)}`).toEqual(fitting.map((row) => row.international).toSorted());
  }

  #fieldsShowTheLastKey(): void {
    const input = page.dialog() ? null : page.field('Alias');
    const open = this.#openNumber();
    const kept = this.#desk.kept.get(open.split(' ')[1] ?? '');
    if (!input || !this.#typed.has(open)) return;
    const held = kept?.edits.alias ?? this.#desk.values(open.split(' ')[1] ?? '').alias;
    expect(input.value, `the alias of ${open}`).toBe(held);
  }

  #selectionIsRusts(): void {
    if (!page.grid()) return;
    const ticked = page.rows().filter((row) => row.getAttribute('aria-selected') === 'true').map((row) => row.getAttribute('aria-label')?.split(',')[0]);
    const shown = new Set(page.rows().map((row) => row.getAttribute('aria-label')?.split(',')[0]));
    const selected = this.#desk.rows.filter((row) => this.#desk.selectionOf(this.#shown()).numbers.has(row.number) && shown.has(row.international)).map((row) => row.international);
    expect(ticked.toSorted()).toEqual(selected.toSorted());
  }

  /** The account that is shown. */
  #shown(): string {
    const shown = document.title.split(' — ')[0];
    return [...names].find(([, name]) => name === shown)?.[0] ?? '';
  }

  /** The account that is shown and the number whose panel is open. */
  #openNumber(): string {
    const title = document.querySelector('#panel-title')?.textContent ?? '';
    const number = this.#desk.rows.find((row) => row.international === title)?.number ?? title.replace('+', '');
    return `${document.title.split(' — ')[0]?.replace(' ', '_')} ${number}`;
  }
}
