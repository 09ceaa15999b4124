import { screen, within } from '@testing-library/svelte';
import axe from 'axe-core';
import { describe, expect, it } from 'vitest';
import type { FakeDesk } from './fake/desk';
import { records } from './fake/records';
import { click, first, openWindow, press, settle, type } from './window';

const grid = () => screen.getByRole('treegrid', { name: 'Numbers' });
const activeRow = () => document.getElementById(grid().getAttribute('aria-activedescendant') ?? '');
/** Presses a key that scrolls. happy-dom changes the scroll position without an event. */
const jump = async (key: string) => {
  await press(grid(), key);
  grid().dispatchEvent(new Event('scroll'));
  await settle();
};
/** Holds every read of rows. Returns a function that releases them. */
const holdRows = (desk: FakeDesk) => {
  let arrive: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (arrive = resolve));
  desk.gate = (name) => (name === 'numbers_window' ? held : Promise.resolve());
  return async () => {
    arrive();
    await settle();
  };
};
const rowNames = () => screen.getAllByRole('row').map((row) => row.getAttribute('aria-label') ?? '');

describe('the numbers page', () => {
  it('shows groups and numbers with their places in the whole', async () => {
    await openWindow();
    expect(grid().getAttribute('aria-rowcount')).toBe('30');
    expect(screen.getByRole('row', { name: first }).getAttribute('aria-rowindex')).toBe('3');
    expect(screen.getByRole('row', { name: /WABA Acme EU, 5 numbers/ })).toBeTruthy();
  });

  it('draws a few rows of very many', async () => {
    await openWindow(undefined, 100_000);
    expect(grid().getAttribute('aria-rowcount')).toBe('100006');
    expect(screen.getAllByRole('row').length).toBeLessThan(60);
  });

  it('searches as it is typed, and says when nothing matches', async () => {
    const desk = await openWindow();
    await type('Search numbers', 'vertrieb');
    expect(rowNames().every((name) => !name || name.startsWith('WABA') || name.includes('Vertrieb'))).toBe(true);
    await type('Search numbers', 'zzz');
    expect(screen.getByRole('heading', { name: 'No number matches' })).toBeTruthy();
    await click('button', 'Clear search and filters');
    expect(screen.getByRole('row', { name: first })).toBeTruthy();
    expect(desk.called('numbers_window').map((args) => args.query.search)).toEqual(['', 'vertrieb', 'zzz', '']);
  });

  it('sends one request for all text that was typed during a request', async () => {
    const desk = await openWindow();
    let answer: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (answer = resolve));
    desk.answers.numbers_window = async (args) => (await held, desk.numbers_window(args as never));
    for (const text of ['v', 've', 'ver', 'vertrieb']) await type('Search numbers', text);
    answer();
    await settle();
    expect(desk.called('numbers_window').map((args) => args.query.search)).toEqual(['', 'v', 'vertrieb']);
  });

  it('sorts by a heading, and the other way when pressed again', async () => {
    const desk = await openWindow();
    const sorts = () => screen.getByRole('columnheader', { name: 'Alias' }).getAttribute('aria-sort');
    await click('button', 'Alias');
    expect(sorts()).toBe('ascending');
    await click('button', 'Alias');
    expect(sorts()).toBe('descending');
    expect(desk.called('numbers_window').at(-1)?.query.sort).toEqual({ key: 'alias', descending: true });
  });

  it('filters with counts, and clears', async () => {
    const desk = await openWindow();
    await click('button', 'Filter by Status');
    await click('checkbox', /pending/);
    expect(desk.called('numbers_window').at(-1)?.query.filter.statuses).toEqual(['pending']);
    await click('button', 'Clear Status');
    expect(desk.called('numbers_window').at(-1)?.query.filter.statuses).toEqual([]);
  });

  it('selects by box, by range and all that match', async () => {
    await openWindow();
    const rows = screen.getAllByRole('row', { name: /^\+/ });
    const press2 = (row: Element | undefined, init: MouseEventInit) => row?.dispatchEvent(new MouseEvent('click', { bubbles: true, ...init }));
    within(rows[0] as HTMLElement).getByRole('checkbox').click();
    await settle();
    expect(screen.getByRole('group', { name: 'Selection' }).textContent).toContain('1 number selected');
    press2(rows[3], { shiftKey: true });
    await settle();
    expect(screen.getByRole('group', { name: 'Selection' }).textContent).toContain('4 numbers selected');
    await press(grid(), 'a', { ctrlKey: true });
    expect(screen.getByRole('group', { name: 'Selection' }).textContent).toContain('24 numbers selected');
    expect(screen.queryByRole('complementary')).toBeNull();
  });
});

describe('the keyboard', () => {
  it('moves, opens, closes and returns to the row', async () => {
    await openWindow();
    grid().focus();
    expect(activeRow()?.getAttribute('aria-label')).toMatch(first);
    await jump('End');
    expect(grid().getAttribute('aria-activedescendant')).toBe('row-28');
    await jump('Home');
    expect(activeRow()?.getAttribute('aria-label')).toMatch(first);
    await press(grid(), 'Enter');
    expect(screen.getByRole('heading', { name: '+91 80357 37458' })).toBe(document.activeElement);
    await press(document.activeElement as Element, 'Escape');
    expect(screen.queryByRole('complementary')).toBeNull();
    expect(document.activeElement).toBe(grid());
    expect(activeRow()?.getAttribute('aria-label')).toMatch(first);
  });

  it('folds a group with the arrows and Enter', async () => {
    const desk = await openWindow();
    await press(grid(), 'ArrowLeft');
    expect(desk.called('numbers_window').at(-1)?.query.collapsed).toEqual(['102290129340390']);
    expect(activeRow()?.getAttribute('aria-label')).toMatch(/^WABA Acme EU/);
    await press(grid(), 'ArrowRight');
    expect(desk.called('numbers_window').at(-1)?.query.collapsed).toEqual([]);
    expect(activeRow()?.getAttribute('aria-label')).toMatch(first);
    await press(grid(), 'ArrowLeft');
    await press(grid(), 'Enter');
    expect(screen.getByRole('button', { name: 'Fold Acme EU' })).toBeTruthy();
    expect(desk.called('open_number')).toHaveLength(0);
  });

  it('finds, and opens a number from the palette', async () => {
    const desk = await openWindow();
    await press(document, 'f', { ctrlKey: true });
    const search = screen.getByRole<HTMLInputElement>('searchbox', { name: 'Search numbers' });
    expect(document.activeElement).toBe(search);
    await type('Search numbers', 'italy');
    await press(document, 'f', { ctrlKey: true });
    expect([search.selectionStart, search.selectionEnd]).toEqual([0, 'italy'.length]);
    await press(document, 'k', { ctrlKey: true });
    const field = await type('Command or number', '80357 37458');
    await press(field, 'Enter');
    expect(desk.called('open_number').at(-1)?.number).toBe('918035737458');
    expect(screen.queryByLabelText('Command or number')).toBeNull();
  });

  it('saves only what can be seen', async () => {
    const desk = await openWindow((fake) => void fake.edit_number({ number: '918035737458', edit: { field: 'alias', value: 'Renamed' } }));
    await click('row', first);
    for (const page of [/^Drafts/, 'Calling', 'Activity']) {
      await click('button', page);
      await press(document, 's', { ctrlKey: true });
      await press(document, 'k', { ctrlKey: true });
      await type('Command or number', '');
      const offered = screen.getAllByRole('option').map((option) => option.textContent);
      expect(offered.some((text) => text?.includes('Save changes') || text?.includes('Close panel'))).toBe(false);
      screen.getByRole('option', { name: /^Sync now/ }).click();
      await settle();
    }
    expect(desk.called('save_number')).toHaveLength(0);
    await click('button', 'Numbers');
    await press(document, 's', { ctrlKey: true });
    expect(desk.called('save_number')).toHaveLength(1);
  });

  it('closes a panel that covers the list before it searches', async () => {
    const desk = await openWindow();
    const search = () => screen.getByRole('searchbox', { name: 'Search numbers' });
    await click('row', first);
    await press(document, 'f', { ctrlKey: true });
    expect(document.activeElement).toBe(search());
    expect(screen.queryByRole('complementary')).toBeTruthy();
    const { innerWidth } = window;
    window.innerWidth = 999;
    try {
      await press(document, 'f', { ctrlKey: true });
    } finally {
      window.innerWidth = innerWidth;
    }
    expect(screen.queryByRole('complementary')).toBeNull();
    expect(document.activeElement).toBe(search());
    expect(desk.called('close_number')).toHaveLength(1);
  });

  it('zooms, also over a dialog, and says how far', async () => {
    const desk = await openWindow();
    const zooms = () => desk.called('set_zoom').map((args) => args.to);
    for (const key of ['+', '=', '-', '0']) await press(document, key, { metaKey: true });
    expect(zooms()).toEqual(['larger', 'larger', 'smaller', 'actual']);
    expect(document.body.textContent).toContain('Zoom 100 %');
    await press(document, '+');
    await click('row', first);
    await click('button', 'Disconnect number');
    await press(screen.getByRole('alertdialog'), '+', { ctrlKey: true });
    expect(zooms()).toHaveLength(5);
    await click('button', 'Keep connected');
    for (const [words, to] of [['zoom in', 'larger'], ['zoom out', 'smaller'], ['actual size', 'actual']] as const) {
      await press(document, 'k', { ctrlKey: true });
      await press(await type('Command or number', words), 'Enter');
      expect(zooms().at(-1)).toBe(to);
    }
  });

  it('opens nothing for an Enter in a palette that was closed meanwhile', async () => {
    const desk = await openWindow();
    await press(document, 'k', { ctrlKey: true });
    const field = await type('Command or number', '91');
    const arrive = holdRows(desk);
    await type('Command or number', '49');
    await press(field, 'Enter');
    await press(document.body, 'Escape');
    await arrive();
    expect(desk.called('open_number')).toEqual([]);
  });

  it('opens nothing for an Enter in a search that was left meanwhile', async () => {
    const desk = await openWindow();
    const arrive = holdRows(desk);
    await press(await type('Search numbers', '49'), 'Enter');
    await click('button', /^Drafts/);
    await arrive();
    expect(desk.called('open_number')).toEqual([]);
  });

  it('opens the first row of the new query for an Enter in the list that waits for it', async () => {
    const desk = await openWindow();
    const arrive = holdRows(desk);
    await type('Search numbers', '49');
    await press(grid(), 'Enter');
    expect(desk.called('open_number')).toEqual([]);
    await arrive();
    const found = desk.rows.find((row) => row.number.startsWith('49'))?.number;
    expect(desk.called('open_number').map(({ number }) => number)).toEqual([found]);
  });

  it('opens nothing for an Enter in a list that was left meanwhile', async () => {
    const desk = await openWindow();
    const arrive = holdRows(desk);
    await type('Search numbers', '49');
    await press(grid(), 'Enter');
    await click('button', /^Drafts/);
    await arrive();
    expect(desk.called('open_number')).toEqual([]);
  });

  it('runs a command from the palette', async () => {
    await openWindow((fake) => (fake.records = records));
    await press(document, 'k', { metaKey: true });
    await press(await type('Command or number', 'activity'), 'Enter');
    expect(screen.getByRole('heading', { name: 'Activity' })).toBeTruthy();
  });
});

describe('drafts and activity', () => {
  it('open a draft and discard one with undo', async () => {
    const desk = await openWindow((fake) => void fake.edit_number({ number: '918035737458', edit: { field: 'alias', value: 'Renamed' } }));
    await click('button', 'Drafts 1');
    expect(screen.getByRole('listitem').textContent).toContain('Renamed');
    await click('button', 'Discard draft of +91 80357 37458');
    expect(screen.getByRole('heading', { name: 'No drafts' })).toBeTruthy();
    await click('button', 'Undo');
    await click('button', 'Open +91 80357 37458');
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Alias' }).value).toBe('Renamed');
    expect(desk.called('discard_one')).toEqual([{ account: 'one', draft: { kind: 'number', id: '918035737458' } }]);
  });

  it('search the records', async () => {
    await openWindow((fake) => (fake.records = records));
    await click('button', 'Activity');
    expect(screen.getAllByRole('listitem')).toHaveLength(5);
    await type('Search activity', 'resellers');
    expect(screen.getAllByRole('listitem').map((item) => item.textContent)).toEqual([expect.stringContaining('refused')]);
  });
});

describe('accessibility', () => {
  const check = async () => {
    const found = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false }, region: { enabled: false } } });
    expect(found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
  };

  it('holds on every page and dialog', async () => {
    await openWindow((fake) => (fake.records = records));
    await check();
    await click('row', first);
    await type('Webhook URL', 'http://x');
    await click('button', 'Save changes');
    await check();
    await click('button', 'Disconnect number');
    await check();
    await click('button', 'Keep connected');
    await press(document, 'k', { ctrlKey: true });
    await check();
  });

  it('holds on the welcome, the drafts and the activity page', async () => {
    await openWindow((fake) => {
      fake.records = records;
      fake.edit_number({ number: '918035737458', edit: { field: 'alias', value: 'Renamed' } });
    });
    await click('button', 'Drafts 1');
    await check();
    await click('button', 'Activity');
    await check();
  });
});
