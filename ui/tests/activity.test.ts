import { screen, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { sinceOf } from '../src/lib/features/activity/filters';
import { expectAccessible } from './axe';
import { error, type FakeDesk } from './fake/desk';
import { records } from './fake/records';
import { FakeWork } from './fake/work';
import { click, openWindow, type } from './window';

async function openActivity(prepare: (work: FakeWork, desk: FakeDesk) => void = () => undefined): Promise<FakeDesk> {
  const desk = await openWindow((fake) => {
    fake.records = records;
    prepare(new FakeWork(fake), fake);
  });
  await click('button', 'Activity');
  return desk;
}

const entries = () => screen.getAllByRole('listitem');
const asked = (desk: FakeDesk) => desk.called('activity').at(-1)?.query;
const dialog = () => screen.getByRole('dialog', { name: 'Export activity' });

describe('a record', () => {
  it('shows before and after, and is named by its action, its number and its time', async () => {
    await openActivity();
    const [newest] = entries();
    expect(newest?.textContent).toContain('https://hooks.acme.example/old');
    expect(newest?.textContent).toContain('https://hooks.acme.example/whatsapp');
    expect(newest).toBe(screen.getAllByRole('listitem', { name: /^Configured \+91 80357 37458 Acme EU confirmed/ })[0]);
  });

  it('says what Plivo then held where that is not what was asked, and what a disconnect took away', async () => {
    await openActivity();
    const texts = entries().map((entry) => entry.textContent);
    expect(texts[4]).toContain('Plivo then held: https://hooks.acme.example/answer?v=3');
    expect(texts[2]).toContain('https://hooks.acme.example/whatsapp → gone');
    expect(texts[0]).not.toContain('Plivo then held');
  });

  it('offers only what can be taken back', async () => {
    await openActivity();
    const buttons = entries().map((entry) => within(entry).queryAllByRole('button').map((button) => button.textContent).filter((text) => !text?.startsWith('+')));
    expect(buttons).toEqual([['Undo this change', 'Restore this configuration'], [], ['Restore this configuration'], [], []]);
  });

  it('is taken back as a draft, in the number’s panel', async () => {
    const desk = await openActivity();
    await click('button', 'Undo this change');
    expect(desk.called('restore')).toMatchObject([{ activity: 1, what: 'change' }]);
    expect(screen.getByRole('complementary', { name: '+91 80357 37458' })).toBeTruthy();
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Alias' }).value).toBe('As before');
  });

  it('gives a whole configuration back', async () => {
    const desk = await openActivity();
    within(entries()[2] as HTMLElement).getByRole('button', { name: 'Restore this configuration' }).click();
    expect(await screen.findByRole('complementary')).toBeTruthy();
    expect(desk.called('restore')).toMatchObject([{ activity: 3, what: 'configuration' }]);
  });

  it('of a remap gives the mapping back', async () => {
    const desk = await openActivity((_, fake) => (fake.records = records.map((entry) => ({ ...entry, canUndo: false, canRestore: entry.action === 'remap' }))));
    await click('button', 'Restore this mapping');
    expect(desk.called('restore')).toMatchObject([{ activity: 2, what: 'mapping' }]);
  });

  it('stays on the page when there is nothing to take back', async () => {
    await openActivity((work) => (work.restoring.nothing = true));
    await click('button', 'Undo this change');
    expect(screen.getByRole('heading', { name: 'Activity' })).toBeTruthy();
    expect(screen.getByRole('status', { name: 'Messages' }).textContent).toContain('nothing to take back');
  });
});

describe('the filters', () => {
  it('are sent to Rust together with the search', async () => {
    const desk = await openActivity();
    await click('button', 'Filter by outcome');
    expect(within(screen.getByRole('dialog', { name: 'Filter by outcome' })).getAllByRole('checkbox')).toHaveLength(6);
    await expectAccessible();
    await click('checkbox', 'not yet known');
    await click('checkbox', 'failed');
    await click('button', 'Filter by action');
    await click('checkbox', 'configured');
    await type('Search activity', 'acme');
    expect(asked(desk)).toMatchObject({ search: 'acme', outcomes: ['notYetKnown', 'failed'], actions: ['configure'], since: null, offset: 0 });
  });

  it('send the first moment of a period', async () => {
    const desk = await openActivity();
    await click('button', 'Filter by period');
    const before = Date.now();
    await click('checkbox', '7 days');
    expect(asked(desk)?.since).toBeGreaterThanOrEqual(before - 7 * 86_400_000);
    expect(asked(desk)?.since).toBeLessThanOrEqual(Date.now() - 7 * 86_400_000);
    await click('button', 'Clear period');
    expect(asked(desk)?.since).toBeNull();
  });

  it('count days from now, and today from its midnight', () => {
    const now = new Date(2026, 10, 22, 15, 30).getTime();
    expect(sinceOf('today', now)).toBe(new Date(2026, 10, 22).getTime());
    expect(sinceOf('30', now)).toBe(now - 30 * 86_400_000);
    expect(sinceOf(null, now)).toBeNull();
  });

  it('are cleared together when nothing matches', async () => {
    const desk = await openActivity((_, fake) => (fake.answers.activity = (args) => (args.query.outcomes.length > 0 ? { total: 0, rows: [] } : fake.activity(args))));
    await click('button', 'Filter by outcome');
    await click('checkbox', 'refused');
    expect(screen.getByRole('heading', { name: 'No record matches' })).toBeTruthy();
    await click('button', 'Clear search and filters');
    expect(asked(desk)).toMatchObject({ search: '', outcomes: [], actions: [], since: null });
    expect(entries()).toHaveLength(5);
  });
});

describe('the export', () => {
  it('masks URLs by default, and says where the file is', async () => {
    const desk = await openActivity();
    await click('button', 'Export');
    await expectAccessible();
    expect(dialog().textContent).toContain('All 5 records');
    expect(dialog().textContent).toContain('the values of queries, and what looks like a secret in a path');
    await click('button', 'Export 5 records');
    expect(desk.called('export_activity')).toMatchObject([{ format: 'json', unmasked: false }]);
    expect(within(dialog()).getAllByRole('status')[0]?.textContent).toContain('5 records exported. /exports/number-desk-activity.json');
  });

  it('writes what the search and the filters show, as CSV, whole if asked', async () => {
    const desk = await openActivity();
    await type('Search activity', 'resellers');
    await click('button', 'Export');
    await click('radio', 'CSV');
    await click('checkbox', 'Include full URLs');
    await click('button', 'Export 1 record');
    expect(desk.called('export_activity')).toMatchObject([{ query: { search: 'resellers' }, format: 'csv', unmasked: true }]);
  });

  it('says why it could not be written', async () => {
    const desk = await openActivity();
    desk.answers.export_activity = () => { throw error('disk', 'The folder of downloads cannot be written.'); };
    await click('button', 'Export');
    await click('button', 'Export 5 records');
    expect(within(dialog()).getByRole('alert').textContent).toContain('The folder of downloads cannot be written.');
  });
});
