import { render, screen, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import App from '../src/App.svelte';
import { firstQuery, type FirstPaint, type NumbersQuery, type RowKey } from '../src/lib/bridge';
import { later } from '../src/lib/state/later.svelte';
import { error, FakeDesk } from './fake/desk';
import { first, settle, type } from './window';

const rowHeight = () => Number.parseFloat(grid().style.getPropertyValue('--row-height'));
const grid = () => screen.getByRole('treegrid', { name: 'Numbers' });

/** What Rust puts into the page. `open` is the number whose panel is open. */
function paint(desk: FakeDesk, open: string | null = null, query: NumbersQuery = firstQuery): FirstPaint {
  desk.openNumber = open;
  const locate: RowKey[] = open === null ? [] : [{ kind: 'number', number: open }];
  const window = desk.numbers_window({ account: 'one', query, offset: 0, limit: 100, locate });
  return structuredClone({ start: desk.start(), page: null, list: { query, window, facets: desk.facets(), top: null }, panel: open === null ? null : desk.panel(open) }) as FirstPaint;
}

/** Opens the window with a first paint. No command is answered before the returned function is called. */
function open(desk: FakeDesk, paint: FirstPaint): () => Promise<void> {
  let arrive: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (arrive = resolve));
  desk.gate = () => held;
  desk.install();
  render(App, { props: { first: paint } });
  return async () => {
    arrive();
    await settle();
  };
}

describe('the first paint', () => {
  it('has its rows and its filters before any command is answered', async () => {
    const desk = new FakeDesk();
    open(desk, paint(desk));
    await settle();
    expect(screen.getByRole('row', { name: first })).toBeTruthy();
    expect(grid().getAttribute('aria-rowcount')).toBe('30');
    expect(screen.getByRole('button', { name: `Has a problem ${desk.facets().withProblem}` })).toBeTruthy();
    expect(desk.called('numbers_window')).toEqual([]);
  });

  it('reads again what may have changed before the window listened', async () => {
    const desk = new FakeDesk();
    const answer = open(desk, paint(desk));
    const changed = desk.rows[0];
    if (changed) changed.alias = 'Changed meanwhile';
    desk.tell({ kind: 'numbersChanged', account: 'one' });
    await answer();
    expect(screen.getByRole('row', { name: first }).getAttribute('aria-label')).toContain('Changed meanwhile');
    expect(desk.calls.findIndex(({ name }) => name === 'subscribe')).toBeLessThan(desk.calls.findIndex(({ name }) => name === 'start'));
    expect(desk.called('numbers_window').length).toBe(1);
  });

  it('reads nothing again if nothing has changed', async () => {
    const desk = new FakeDesk();
    await open(desk, paint(desk))();
    expect(desk.called('start')).toHaveLength(1);
    expect(desk.called('numbers_window')).toEqual([]);
    expect(desk.called('facets')).toEqual([]);
    desk.tell({ kind: 'numbersChanged', account: 'one' });
    await settle();
    expect(desk.called('numbers_window')).toHaveLength(1);
  });

  it('has the panel of the open number, and says nothing wrong about it', async () => {
    const desk = new FakeDesk();
    const number = desk.rows[0]?.number ?? '';
    const answer = open(desk, paint(desk, number));
    const panel = within(screen.getByRole('complementary'));
    expect(panel.getByLabelText<HTMLInputElement>('Alias').value).toBe(desk.rows[0]?.alias);
    expect(screen.queryByText(/not in the list/)).toBeNull();
    await answer();
    expect(screen.queryByText(/not in the list/)).toBeNull();
    expect(desk.called('open_number')).toEqual([{ account: 'one', number }]);
  });

  it('keeps what is typed before the window has started', async () => {
    const desk = new FakeDesk();
    const number = desk.rows[0]?.number ?? '';
    const answer = open(desk, paint(desk, number));
    await type('Alias', 'Typed at once');
    await answer();
    await settle();
    expect(screen.getByLabelText<HTMLInputElement>('Alias').value).toBe('Typed at once');
    expect(desk.kept.get(number)?.edits).toEqual({ alias: 'Typed at once' });
  });

  it('does not open a panel again that was closed meanwhile', async () => {
    const desk = new FakeDesk();
    const answer = open(desk, paint(desk, desk.rows[0]?.number ?? ''));
    screen.getByRole('button', { name: 'Close panel' }).click();
    await answer();
    expect(screen.queryByRole('complementary')).toBeNull();
  });

  it('says so if the window cannot start, and starts it again', async () => {
    const desk = new FakeDesk();
    const { start } = desk;
    desk.answers.start = () => {
      throw error('disk', 'The disk reports a failure.');
    };
    await open(desk, paint(desk))();
    expect(screen.getByRole('row', { name: first })).toBeTruthy();
    expect(screen.getByText('The disk reports a failure.')).toBeTruthy();
    desk.answers.start = start;
    screen.getByRole('button', { name: 'Try again' }).click();
    await settle();
    expect(desk.called('start').length).toBe(2);
  });

  it('says that an account is about to be read, and nothing wrong', () => {
    const desk = new FakeDesk(0);
    desk.state = { ...desk.state, connection: { state: 'unknown' }, sync: { ...desk.state.sync, lastComplete: null } };
    open(desk, paint(desk));
    expect(screen.getByRole('heading', { name: /Reading/ })).toBeTruthy();
  });

  it('shows the welcome without an account, and the failure if the window cannot start', async () => {
    const desk = new FakeDesk();
    Object.assign(desk, { accounts: [], current: null });
    const answer = open(desk, { ...paint(desk), list: null });
    expect(screen.getByRole('button', { name: 'Connect a Plivo account' })).toBeTruthy();
    await answer();
    expect(screen.getByRole('button', { name: 'Connect a Plivo account' })).toBeTruthy();
  });
});

describe('a page that is loaded again', () => {
  it('begins with the same search, the same rows and the same page', async () => {
    const desk = new FakeDesk(2_000);
    const list = paint(desk, null, { ...firstQuery, search: 'acme' }).list;
    const answer = open(desk, { ...paint(desk), list: list && { ...list, top: { row: 40, hidden: 7 } } });
    expect(screen.getByLabelText<HTMLInputElement>('Search numbers').value).toBe('acme');
    expect(grid().scrollTop).toBe(40 * rowHeight() + 7);
    desk.tell({ kind: 'numbersChanged', account: 'one' });
    await answer();
    expect(grid().scrollTop).toBe(40 * rowHeight() + 7);
    expect(desk.called('numbers_window').map((args) => args.query.search)).toEqual(['acme']);
  });

  it('shows another page than the numbers, if that was shown', () => {
    const desk = new FakeDesk();
    open(desk, { ...paint(desk), page: 'drafts' });
    expect(screen.getByRole('heading', { name: 'Drafts' })).toBeTruthy();
  });

  it('was told where the user is', async () => {
    const desk = new FakeDesk(2_000);
    await open(desk, paint(desk))();
    grid().scrollTop = 36 * 50 + 5;
    grid().dispatchEvent(new Event('scroll'));
    await type('Search numbers', 'acme');
    const place = () => desk.called('remember').at(-1)?.place;
    await vi.waitFor(() => expect(place()?.query.search).toBe('acme'));
    expect(place()).toMatchObject({ account: 'one', page: 'numbers' });
  });
});

describe('a part that is loaded later', () => {
  it('is null until it is there, and is loaded once', async () => {
    const load = vi.fn(() => Promise.resolve({ default: App }));
    const part = later(load);
    expect([part.component, part.component]).toEqual([null, null]);
    await part.load();
    expect(part.component).toBe(App);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('throws its failure once, and is loaded again at the next attempt', async () => {
    const load = vi.fn<() => Promise<{ default: typeof App }>>(() => Promise.resolve({ default: App }));
    load.mockRejectedValueOnce(new Error('the disk'));
    const part = later(load);
    await part.load();
    expect(() => part.component).toThrow('the disk');
    await part.load();
    expect(part.component).toBe(App);
  });
});
