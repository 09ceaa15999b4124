import { screen, within } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { NumberRow } from '../src/lib/bridge';
import { expectAccessible } from './axe';
import { error, type FakeDesk } from './fake/desk';
import { click, first, openWindow, press, settle, type } from './window';

const box = () => screen.getByRole<HTMLInputElement>('checkbox', { name: 'Select all matching numbers' });
const selection = () => screen.queryByRole('group', { name: 'Selection' })?.querySelector('[role=status]')?.textContent ?? null;
const row = (name: RegExp) => screen.getByRole('row', { name });

async function filterByWaba(name: RegExp) {
  await click('button', /^Filter by WABA/);
  await click('checkbox', name);
}

async function select(...names: RegExp[]) {
  for (const name of names) within(row(name)).getByRole('checkbox').click();
  await settle();
}

describe('the box that selects all that match', () => {
  it('covers the matching numbers, whatever else is selected', async () => {
    const desk = await openWindow();
    await select(first, /^\+49 30/, /^\+33 1/);
    expect([box().checked, box().indeterminate, selection()]).toEqual([false, true, '3 numbers selected']);
    await filterByWaba(/Acme Labs/);
    expect([box().checked, box().indeterminate]).toEqual([false, false]);
    expect(selection()).toBe('3 numbers selected, 3 not in this view');

    await click('checkbox', 'Select all matching numbers');
    const labs = desk.rows.filter((one) => one.waba === 'Acme Labs').length;
    expect([box().checked, selection()]).toEqual([true, `${3 + labs} numbers selected, 3 not in this view`]);
    await click('checkbox', 'Select all matching numbers');
    expect([box().checked, selection()]).toEqual([false, '3 numbers selected, 3 not in this view']);
    await click('button', 'Clear WABA');
    expect(selection()).toBe('3 numbers selected');
  });

  it('is ticked again when a filter leaves only what is selected', async () => {
    await openWindow();
    await filterByWaba(/Acme Labs/);
    await click('checkbox', 'Select all matching numbers');
    await click('button', 'Clear WABA');
    expect([box().checked, box().indeterminate]).toEqual([false, true]);
    await type('Search numbers', 'acme labs');
    expect([box().checked, box().indeterminate]).toEqual([true, false]);
  });

  it('follows a number that joins those that match', async () => {
    const desk = await openWindow();
    await click('checkbox', 'Select all matching numbers');
    expect(box().checked).toBe(true);
    desk.rows = [...desk.rows, { ...(desk.rows[0] as NumberRow), number: '911', international: '+91 1' }];
    desk.tell({ kind: 'numbersChanged', account: 'one' });
    await settle();
    expect([box().checked, box().indeterminate]).toEqual([false, true]);
  });
});

describe('numbers without a WABA', () => {
  const without = (fake: FakeDesk) => {
    const [none] = fake.rows as [NumberRow];
    Object.assign(none, { wabaId: '', waba: '', owner: '' });
    fake.answers.numbers_window = () => ({ totalRows: 2, matching: 1, numbers: 24, offset: 0, located: [], selection: { version: 0, total: 0, matching: 0 }, rows: [{ kind: 'group', wabaId: '', name: '', matching: 1, numbers: 1, owner: '', collapsed: false, hasDraft: false }, { kind: 'number', ...none }] });
  };

  it('have their own heading and filter', async () => {
    await openWindow(without);
    const heading = row(/^No WABA, 1 number$/);
    expect(heading.textContent).toContain('No WABA');
    expect(within(heading).getByRole('button', { name: 'Fold No WABA' })).toBeTruthy();
    await click('button', /^Filter by WABA/);
    expect(screen.getByRole('checkbox', { name: /^No WABA/ })).toBeTruthy();
  });
});

describe('the filter by WABA', () => {
  it('reads the WABAs each time that it is opened, and then has the focus', async () => {
    const desk = await openWindow();
    expect(desk.called('waba_facets')).toHaveLength(0);
    let finish: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (finish = resolve));
    desk.answers.waba_facets = async () => (await held, desk.waba_facets());
    await click('button', /^Filter by WABA/);
    const menu = screen.getByRole('dialog', { name: 'Filter by WABA' });
    expect(menu.textContent).toContain('Reading…');
    finish();
    await settle();
    expect(within(menu).getAllByRole('checkbox')).toHaveLength(desk.waba_facets().length);
    expect(menu.contains(document.activeElement)).toBe(true);
    await press(document.activeElement as HTMLElement, 'Escape');
    await click('button', /^Filter by WABA/);
    expect(desk.called('waba_facets')).toHaveLength(2);
  });

  it('says why it has none, and has the focus', async () => {
    const desk = await openWindow();
    desk.answers.waba_facets = () => { throw error('disk', 'The disk does not answer.'); };
    await click('button', /^Filter by WABA/);
    const menu = screen.getByRole('dialog', { name: 'Filter by WABA' });
    expect(menu.textContent).toContain('The disk does not answer.');
    expect(menu.contains(document.activeElement)).toBe(true);
    expect(document.body.textContent).not.toContain('The list could not be read again');
  });
});

describe('a draft of the mapping', () => {
  it('marks the numbers of its WABA in the flat list, with its own words', async () => {
    const desk = await openWindow((fake) => {
      Object.assign(fake.rows[0] as NumberRow, { mappingDraft: true });
      fake.edit_number({ number: fake.rows[1]?.number as string, edit: { field: 'alias', value: 'Mine' } });
    });
    const marks = (name: RegExp) => within(row(name)).queryAllByRole('img', { name: /draft/ }).map((mark) => mark.title);
    expect(marks(first)).toEqual([]);
    await click('button', 'Group by WABA');
    expect(marks(first)).toEqual(['Its WABA’s Account Mapping has a draft']);
    expect(row(first).getAttribute('aria-label')).toContain('Its WABA’s Account Mapping has a draft');
    const other = desk.rows[1]?.international as string;
    expect(within(screen.getByRole('row', { name: (name) => name.startsWith(other) })).getAllByRole('img', { name: /draft/ }).map((mark) => mark.title)).toEqual(['Has a draft']);
  });
});

describe('a narrow window', () => {
  const { innerWidth } = window;
  const resize = (width: number) => {
    window.innerWidth = width;
    window.dispatchEvent(new Event('resize'));
  };
  beforeEach(() => resize(720));
  afterEach(() => resize(innerWidth));

  it('keeps the value of every column, visible and in the accessible name', async () => {
    const desk = await openWindow();
    const { country, verifiedName, owner, handledBy } = desk.rows[0] as NumberRow;
    const line = row(first);
    const details = line.querySelector('.details');
    for (const value of [country, `verified name ${verifiedName}`, `owner ${owner}`, `quality`, handledBy, 'calling on']) {
      expect(details?.textContent).toContain(value);
      expect(line.getAttribute('aria-label')).toContain(value);
    }
    await expectAccessible();
    const rows = () => screen.getAllByRole('row').map((one) => (one as HTMLElement).style.top).slice(1, 4);
    const [, height] = rows().map(parseFloat);
    expect(rows().map(parseFloat)).toEqual([0, height, 2 * (height as number)]);
    resize(1200);
    await settle();
    expect(document.querySelector('.details')).toBeNull();
    expect(rows()).toEqual(['0px', '36px', '72px']);
  });

  it('is sorted by any column, also one without a heading', async () => {
    const desk = await openWindow();
    const choose = async (name: string) => {
      await click('button', /^Sort by/);
      await click('menuitemradio', name);
    };
    await click('button', 'Sort by Number');
    await expectAccessible();
    expect(screen.getAllByRole('menuitemradio').map((item) => item.textContent?.trim())).toEqual(['Number', 'Country', 'Alias', 'Verified name', 'Handled by', 'Calling', 'Status', 'Quality', 'Owner', 'Ascending', 'Descending']);
    await click('menuitemradio', 'Owner');
    await choose('Descending');
    expect(desk.called('numbers_window').at(-1)?.query.sort).toEqual({ key: 'owner', descending: true });
    expect(screen.getByRole('button', { name: 'Sort by Owner' })).toBeTruthy();
    await click('button', 'Sort by Owner');
    for (const [name, checked] of [['Owner', 'true'], ['Number', 'false'], ['Ascending', 'false'], ['Descending', 'true']] as const) expect(screen.getByRole('menuitemradio', { name }).getAttribute('aria-checked')).toBe(checked);
    resize(1200);
    await settle();
    expect(screen.queryByRole('button', { name: /^Sort by/ })).toBeNull();
  });
});

describe('a search', () => {
  afterEach(() => vi.restoreAllMocks());
  const drawn = () => document.querySelectorAll('.numbers-grid [data-row]').length;

  it('has its rows read when the field gets the focus, and when the palette opens', async () => {
    const desk = await openWindow();
    const prepared = () => desk.called('prepare_search').length;
    expect(prepared()).toBe(0);
    screen.getByRole('searchbox', { name: 'Search numbers' }).focus();
    expect(prepared()).toBe(1);
    await press(document.body, 'k', { ctrlKey: true });
    expect(prepared()).toBe(2);
  });

  // An error that nobody handles fails the test.
  it('is not disturbed if its rows cannot be read before', async () => {
    await openWindow((fake) => { fake.answers.prepare_search = () => { throw error('disk', 'The disk does not answer.'); }; });
    await type('Search numbers', '80357 37458');
    expect(row(first)).toBeTruthy();
    expect(document.body.textContent).not.toContain('The disk does not answer.');
  });

  /** A list of 300 numbers that has drawn all rows that it draws. Returns how many are visible. */
  const drawnList = async () => {
    const height = 500;
    vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(height);
    await openWindow(() => undefined, 300);
    const rowHeight = Number.parseInt(screen.getByRole('treegrid', { name: 'Numbers' }).style.getPropertyValue('--row-height'), 10);
    const visible = Math.ceil((height - 30) / rowHeight);
    await vi.waitFor(() => expect(drawn()).toBe(visible + 8));
    return visible;
  };

  it('that finds many after few draws the visible rows first', async () => {
    const visible = await drawnList();
    await type('Search numbers', '80357 37458');
    const few = drawn();
    let frames: FrameRequestCallback[] = [];
    vi.spyOn(window, 'requestAnimationFrame').mockImplementation((callback) => frames.push(callback));
    const frame = async () => {
      const now = frames;
      frames = [];
      for (const callback of now) callback(0);
      await settle();
    };
    await type('Search numbers', '');
    expect([few, drawn()]).toEqual([2, visible]);
    await frame();
    expect(drawn()).toBe(visible);
    await frame();
    expect(drawn()).toBe(visible + 8);
  });

  it('that finds as many as before draws no row anew', async () => {
    await drawnList();
    const lines = () => [...document.querySelectorAll('.numbers-grid [data-row]')];
    const before = lines();
    vi.spyOn(window, 'requestAnimationFrame').mockReturnValue(0);
    await type('Search numbers', '+');
    const after = lines();
    expect(after.length).toBe(before.length);
    expect(after.every((line, at) => line === before[at])).toBe(true);
  });
});

describe('rows that come in', () => {
  const grid = () => screen.getByRole('treegrid', { name: 'Numbers' });
  let added = 100;
  const more = (desk: FakeDesk, count: number) => {
    const [model] = desk.rows as [NumberRow];
    desk.rows = [...Array.from({ length: count }, () => ({ ...model, number: `1${added}`, international: `+1 ${added++}` })), ...desk.rows];
  };
  const tall = () => void vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(1200);
  afterEach(() => vi.restoreAllMocks());
  const tell = async (desk: FakeDesk) => {
    desk.tell({ kind: 'numbersChanged', account: 'one' });
    await settle();
  };
  const add = async (desk: FakeDesk, count: number) => {
    more(desk, count);
    await tell(desk);
  };
  const marked = () => document.getElementById(grid().getAttribute('aria-activedescendant') ?? '')?.getAttribute('aria-label');
  const down = async (steps: number) => { for (let step = 0; step < steps; step += 1) await press(grid(), 'ArrowDown'); };
  const mouse = (line: HTMLElement, type: string, how: MouseEventInit = {}) =>
    line.dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true, detail: 1, clientX: 40, clientY: 40, ...how }));
  const scroll = async (to: number) => {
    grid().scrollTop = to;
    grid().dispatchEvent(new Event('scroll'));
    await settle();
  };
  /** A list of 300 numbers, scrolled to row 100, that is being read again with this many more rows above. */
  const scrolledWith = async (count: number) => {
    tall();
    const desk = await openWindow(() => undefined, 300);
    await scroll(100 * rowHeight());
    more(desk, count);
    desk.tell({ kind: 'numbersChanged', account: 'one' });
  };
  const rowHeight = () => Number.parseInt(grid().style.getPropertyValue('--row-height'), 10);

  it('leave the active row on its number', async () => {
    tall();
    const desk = await openWindow();
    const check = async () => {
      const before = marked()?.split(',')[0];
      await add(desk, 2);
      expect(marked()?.split(',')[0]).toBe(before);
    };
    do await down(1); while (!marked()?.match(/^\+49/));
    await check();
    await press(grid(), 'ArrowLeft');
    expect(marked()).toMatch(/^WABA/);
    await check();
  });

  it('keep an active row that was chosen during their read', async () => {
    const desk = await openWindow();
    more(desk, 3);
    desk.tell({ kind: 'numbersChanged', account: 'one' });
    await down(3);
    const now = marked();
    await settle();
    expect(marked()).toBe(now);
    await press(grid(), 'Enter');
    expect(screen.getByRole('complementary', { name: now?.split(',')[0] })).toBeTruthy();
  });

  it('keep such an active row if many rows are added above it', async () => {
    await scrolledWith(200);
    const line = document.getElementById('row-110');
    const name = line?.getAttribute('aria-label')?.split(',')[0];
    line?.click();
    await settle();
    expect(marked()).toContain(name);
    expect(grid().scrollTop).toBe(300 * rowHeight());
  });

  it('do not move a list that was scrolled to the top meanwhile', async () => {
    await scrolledWith(50);
    grid().scrollTop = 0;
    grid().dispatchEvent(new Event('scroll'));
    await settle();
    expect(grid().scrollTop).toBe(0);
  });

  it('keep the visible rows in place, except at the top', async () => {
    tall();
    const desk = await openWindow(() => undefined, 300);
    await scroll(100 * rowHeight());
    await add(desk, 50);
    expect(grid().scrollTop).toBe(150 * rowHeight());
    await scroll(0);
    await add(desk, 10);
    expect(grid().scrollTop).toBe(0);
  });

  it('do not change what a press and its release click', async () => {
    const desk = await openWindow();
    const pressed = row(/^\+33 1/);
    const number = pressed.getAttribute('aria-label')?.split(',')[0];
    mouse(pressed, 'mousedown');
    await add(desk, 1);
    expect(pressed.getAttribute('aria-label')).not.toContain(number);
    mouse(pressed, 'click');
    await settle();
    expect(screen.getByRole('complementary', { name: number })).toBeTruthy();
    expect(marked()).toContain(number);
  });

  it('do not open a row from which the pointer was moved away', async () => {
    await openWindow();
    mouse(row(/^\+33 1/), 'mousedown');
    // The common parent of two rows gets the event.
    mouse(row(/^\+33 1/).parentElement as HTMLElement, 'click', { clientY: 90 });
    await settle();
    expect(screen.queryByRole('complementary', { name: /^\+/ })).toBeNull();
  });

  it('keep the row where a Shift selection starts', async () => {
    const desk = await openWindow();
    await select(/^\+33 1/);
    await add(desk, 2);
    const lines = screen.getAllByRole('row');
    const from = lines.findIndex((line) => line.getAttribute('aria-label')?.startsWith('+33 1'));
    const between = lines.slice(from - 3, from + 1).filter((line) => line.getAttribute('aria-label')?.startsWith('+'));
    lines[from - 3]?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, shiftKey: true }));
    await settle();
    expect(selection()).toBe(`${between.length} numbers selected`);
  });

  it('are waited for before a number is located', async () => {
    const desk = await openWindow();
    expect(grid().getAttribute('aria-busy')).toBe('false');
    desk.tell({ kind: 'numbersChanged', account: 'one' });
    await tick();
    expect(grid().getAttribute('aria-busy')).toBe('true');
    await settle();
    expect(grid().getAttribute('aria-busy')).toBe('false');
  });

  it('are not waited for if the opened number is not in the list', async () => {
    const desk = await openWindow((fake) => void fake.edit_number({ number: '918035737458', edit: { field: 'alias', value: 'Drafted' } }));
    await type('Search numbers', 'acme labs');
    await click('button', /^Drafts/);
    await click('button', /^Open \+91/);
    expect(desk.called('numbers_window').at(-1)?.locate).toContainEqual({ kind: 'number', number: '918035737458' });
    await type('Search numbers', '');
    expect(grid().getAttribute('aria-activedescendant')).toBe('row-1');
  });
});
