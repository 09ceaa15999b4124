import { screen, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import type { NumberRow } from '../src/lib/bridge';
import { expectAccessible } from './axe';
import { error, type FakeDesk } from './fake/desk';
import { batchRecords, records } from './fake/records';
import { FakeWork } from './fake/work';
import { click, openWindow, settle, type } from './window';

async function openActivity(prepare: (work: FakeWork, desk: FakeDesk) => void = () => undefined): Promise<FakeDesk> {
  const desk = await openWindow((fake) => {
    fake.records = [...batchRecords(otherOf(fake)), ...records];
    prepare(new FakeWork(fake), fake);
  });
  await click('button', 'Activity');
  return desk;
}

const otherOf = (desk: FakeDesk) => desk.rows[1] as NumberRow;
const batch = () => screen.getByRole('listitem', { name: /^Batch 3 numbers of 2 WABAs/ });
const question = () => screen.queryByRole('alertdialog');
const drafts = (desk: FakeDesk) => desk.tray.all().map(({ number }) => number);

describe('a batch among the records', () => {
  it('is one entry with counts, and names what it was about', async () => {
    await openActivity();
    expect(screen.getAllByRole('list', { name: 'Records' })[0]?.children).toHaveLength(1 + records.length);
    const text = batch().textContent?.replace(/\s+/g, ' ') ?? '';
    expect(text).toContain('1 confirmed 1 refused 1 not sent');
    expect(text).toContain('Fields: Webhook URL (3).');
    expect(text).toContain('1 draft was not sent: it needs you first.');
  });

  it('unfolds into its numbers, each with its outcome, and each opens its panel', async () => {
    const desk = await openActivity();
    await click('button', /^2 numbers/);
    const list = within(batch()).getByRole('list', { name: 'Numbers of the batch' });
    const [first, second] = within(list).getAllByRole('listitem');
    expect(desk.called('activity').at(-1)?.query).toMatchObject({ batch: 20 });
    expect(first?.textContent).toContain('https://hooks.acme.example/old → https://hooks.acme.example/new');
    expect(second?.textContent).toContain('Plivo refused: forbidden.');
    await expectAccessible();
    await click('button', 'Undo this change of +91 80357 37458');
    expect(desk.called('restore')).toMatchObject([{ activity: 21, what: 'change' }]);
    await click('button', 'Activity');
    // It stays unfolded.
    within(within(batch()).getByRole('list', { name: 'Numbers of the batch' })).getByRole('button', { name: otherOf(desk).international }).click();
    expect(await screen.findByRole('complementary', { name: otherOf(desk).international })).toBeTruthy();
  });

  it('shows the numbers that match the search', async () => {
    const desk = await openActivity();
    await click('button', /^2 numbers/);
    await type('Search activity', 'forbidden');
    await settle();
    expect(desk.called('activity').map(({ query }) => query)).toContainEqual(expect.objectContaining({ batch: 20, search: 'forbidden' }));
    const list = within(batch()).getByRole('list', { name: 'Numbers of the batch' });
    expect(within(list).getAllByRole('listitem').map((item) => item.textContent)).toEqual([expect.stringContaining('Plivo refused: forbidden.')]);
  });
});

describe('Undo batch', () => {
  it('asks first, says what it does not change back, and shows each number', async () => {
    const desk = await openActivity((work) => Object.assign(work.undoing, { drafted: 2, unknown: 1, stay: [{ field: 'webhookUrl', numbers: 3 }] }));
    await click('button', 'Undo batch');
    expect(desk.called('undo_batch')).toMatchObject([{ record: 20 }]);
    const text = question()?.textContent?.replace(/\s+/g, ' ') ?? '';
    expect(screen.getByRole('alertdialog', { name: 'Change 2 numbers back?' })).toBe(question());
    expect(text).toContain('2 numbers have drafts and are left out. Apply or discard those drafts first.');
    expect(text).toContain('It is not yet known whether the batch changed 1 number. It is left out.');
    expect(text).toContain('Empty before: Webhook URL (3). Plivo accepts no empty value there');
    await click('button', 'Each number');
    const list = screen.getByRole('list', { name: 'Drafts of the batch' });
    expect(within(list).getAllByRole('listitem').map((item) => item.textContent)).toEqual([expect.stringContaining('As before'), expect.stringContaining('As before')]);
    await expectAccessible();
    await click('button', 'Change 2 numbers back');
    expect(desk.called('apply_start')).toHaveLength(1);
    expect(screen.getByRole('group', { name: 'Batch' })).toBeTruthy();
  });

  it('also asks before it changes one number back', async () => {
    const desk = await openActivity((work) => (work.undoing.numbers = ['918035737458']));
    await click('button', 'Undo batch');
    expect(screen.getByRole('alertdialog', { name: 'Change 1 number back?' })).toBe(question());
    expect(desk.called('apply_start')).toHaveLength(0);
  });

  it('leaves nothing behind after a no', async () => {
    const desk = await openActivity();
    await click('button', 'Undo batch');
    await click('button', 'Not now');
    await settle();
    expect(drafts(desk)).toEqual([]);
    expect(screen.getByRole('heading', { name: 'Activity' })).toBeTruthy();
    expect(screen.getByRole('status', { name: 'Messages' }).textContent).toContain('Nothing was sent, and no draft was kept.');
  });

  it('leaves nothing behind if the question cannot be shown', async () => {
    const desk = await openActivity((_, fake) => {
      fake.answers['apply_preview'] = () => {
        throw error('disk', 'The disk is full.');
      };
    });
    await click('button', 'Undo batch');
    await settle();
    expect(drafts(desk)).toEqual([]);
    expect(screen.getByRole('status', { name: 'Messages' }).textContent).toContain('The disk is full.');
  });

  it('leaves nothing behind when the window is closed meanwhile', async () => {
    const desk = await openActivity();
    await click('button', 'Undo batch');
    expect(drafts(desk)).toHaveLength(2);
    desk.tell({ kind: 'flush' });
    await settle();
    expect(drafts(desk)).toEqual([]);
    expect(desk.called('drop_preview')).toHaveLength(1);
  });

  it('does not call somebody back who has gone elsewhere', async () => {
    const desk = await openActivity();
    const answer = desk.answers['undo_batch'] as (args: object) => unknown;
    let arrive: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (arrive = resolve));
    desk.answers['undo_batch'] = async (args) => (await held, answer(args));
    await click('button', 'Undo batch');
    await click('button', 'Calling');
    arrive();
    await settle();
    expect(question()).toBeNull();
    expect(screen.queryByRole('heading', { name: 'Drafts' })).toBeNull();
    expect(drafts(desk)).toEqual([]);
  });

  it('does not say that there is nothing while drafts stand in the way', async () => {
    await openActivity((work) => Object.assign(work.undoing, { numbers: [], drafted: 2 }));
    await click('button', 'Undo batch');
    expect(screen.getByRole('status', { name: 'Messages' }).textContent).toContain('Nothing can be changed back now. 2 numbers have drafts and are left out.');
  });

  it('says so if there is nothing to change back', async () => {
    await openActivity((work) => Object.assign(work.undoing, { numbers: [], unchanged: 3 }));
    await click('button', 'Undo batch');
    expect(question()).toBeNull();
    expect(screen.getByRole('status', { name: 'Messages' }).textContent).toContain('There is nothing to change back. 3 numbers have their earlier values already.');
  });
});
