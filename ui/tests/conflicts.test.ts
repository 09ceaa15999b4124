import { screen, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { expectAccessible } from './axe';
import { error, type FakeDesk } from './fake/desk';
import { FakeWork } from './fake/work';
import { click, first, openWindow, type } from './window';

const number = '918035737458';
const offer = { activity: 7, at: Date.UTC(2026, 10, 20, 12), mapping: null };

async function openPanel(prepare: (work: FakeWork, desk: FakeDesk) => void = () => undefined): Promise<{ desk: FakeDesk; work: FakeWork }> {
  let work: FakeWork | undefined;
  const desk = await openWindow((fake) => prepare((work = new FakeWork(fake)), fake));
  await click('row', first);
  return { desk, work: work as FakeWork };
}

/** A panel with a draft of two fields that also changed at Plivo. */
const inConflict = () => openPanel((work, desk) => {
  desk.edit_number({ number, edit: { field: 'alias', value: 'Mine' } });
  desk.edit_number({ number, edit: { field: 'webhookUrl', value: 'https://mine.example/' } });
  work.conflicts.set(number, [work.conflict('alias', 'Theirs', 'Mine', ''), work.conflict('webhookUrl', 'https://theirs.example/', 'https://mine.example/', 'https://hooks.acme.example/whatsapp')]);
});

const region = () => screen.getByRole('region', { name: 'Conflicts' });
const group = (name: string) => within(region()).getByRole('group', { name });
const radio = (name: string) => within(region()).getByRole<HTMLInputElement>('radio', { name });
const panel = () => screen.getByRole('complementary');
const toasts = () => screen.getByRole('status', { name: 'Messages' }).textContent;

describe('conflicts', () => {
  it('stand in the panel with all three sides, before Save was ever pressed', async () => {
    await inConflict();
    expect(within(group('Alias')).getAllByRole('radio').map((option) => option.getAttribute('aria-label'))).toEqual(['Plivo now: Theirs', 'Yours: Mine']);
    expect(group('Alias').textContent).toContain('When you started empty');
    expect(within(group('Webhook URL')).getByText('https://hooks.acme.example/whatsapp')).toBeTruthy();
    expect(within(region()).getAllByRole<HTMLInputElement>('radio').some((option) => option.checked)).toBe(false);
    await expectAccessible();
  });

  it('are marked at their fields', async () => {
    await inConflict();
    const described = (screen.getByRole('textbox', { name: 'Alias' }).getAttribute('aria-describedby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent);
    expect(described).toContain('Changed at Plivo too: decide above.');
    radio('Yours: Mine').click();
    expect(await screen.findByText('Changed at Plivo too: yours is to stand.')).toBeTruthy();
  });

  it('keep Save from sending, and the first that is not decided gets the focus', async () => {
    const { desk } = await inConflict();
    await click('radio', 'Plivo now: Theirs');
    await click('button', 'Save changes');
    expect(within(panel()).getByRole('alert').textContent).toContain('Nothing was sent: decide 1 field first (Webhook URL).');
    expect(document.activeElement).toBe(radio('Plivo now: https://theirs.example/'));
    expect(desk.called('save_number')).toHaveLength(0);
  });

  it('are decided one by one over what was shown, and then may be saved', async () => {
    const { desk } = await inConflict();
    await click('radio', 'Plivo now: Theirs');
    await click('radio', 'Yours: https://mine.example/');
    expect(desk.called('decide')).toMatchObject([{ field: 'alias', side: 'plivo', shown: 'Theirs' }, { field: 'webhookUrl', side: 'yours', shown: 'https://theirs.example/' }]);
    expect(radio('Plivo now: Theirs').checked).toBe(true);
    expect(region().textContent).toContain('All decided.');
    await click('button', 'Save changes');
    expect(desk.called('save_number')).toHaveLength(1);
    expect(screen.queryByRole('region', { name: 'Conflicts' })).toBeNull();
  });

  it('ask again when the value changed once more while it was decided', async () => {
    const { desk, work } = await inConflict();
    desk.answers.decide = () => {
      work.conflicts.set(number, [work.conflict('alias', 'Theirs again', 'Mine', '')]);
      return desk.panel(number);
    };
    await click('radio', 'Plivo now: Theirs');
    expect(radio('Plivo now: Theirs again').checked).toBe(false);
    expect(region().textContent).toContain('1 field to decide.');
  });

  it('found by a save are announced, shown and focused, and nothing is written', async () => {
    await openPanel((work) => work.atSave.set(number, [work.conflict('alias', 'Theirs', 'Mine', 'Old')]));
    await type('Alias', 'Mine');
    await click('button', 'Save changes');
    expect(within(screen.getByRole('region', { name: 'Result' })).getByRole('alert').textContent).toContain('Nothing was written. 1 field changed at Plivo since you started');
    expect(document.activeElement).toBe(radio('Plivo now: Theirs'));
  });
});

describe('a draft that is ready', () => {
  it('is marked as ready by the user, and unmarked', async () => {
    const { desk } = await openPanel();
    expect(screen.queryByRole('button', { name: 'Mark as ready' })).toBeNull();
    await type('Alias', 'Mine');
    await click('button', 'Mark as ready');
    expect(screen.getByRole('status', { name: 'Draft' }).textContent).toMatch(/Draft saved .*· ready/);
    await click('button', 'Not ready');
    expect(screen.getByRole('status', { name: 'Draft' }).textContent).not.toContain('ready');
    expect(desk.called('mark_ready')).toMatchObject([{ draft: { kind: 'number', id: number }, ready: true }, { draft: { kind: 'number', id: number }, ready: false }]);
  });

  it('of the mapping is marked as the WABA’s own', async () => {
    const { desk } = await openPanel((_, fake) => void fake.edit_number({ number, edit: { field: 'accountMapping', value: 'SAEUTEAM000000000001' } }));
    await click('button', 'Mark as ready');
    await type('Alias', 'Mine');
    await click('button', 'Mark as ready');
    const waba = { kind: 'mapping', id: '102290129340390' };
    expect(desk.called('mark_ready').map((args) => args.draft)).toEqual([waba, { kind: 'number', id: number }, waba]);
  });

  it('is the result of Save without a network, with a link to the tray', async () => {
    await openPanel((_, fake) => (fake.answers.save_number = () => ({ kind: 'markedReady', because: 'This computer has no network.' })));
    await type('Alias', 'Mine');
    await click('button', 'Save changes');
    expect(screen.getByRole('region', { name: 'Result' }).textContent).toContain('Kept as ready. No connection to Plivo: This computer has no network. It is sent when you apply it from Drafts.');
    await click('button', 'Go to Drafts');
    expect(screen.getByRole('heading', { name: 'Drafts' })).toBeTruthy();
  });
});

describe('Undo after a save', () => {
  const saved = async (prepare?: (work: FakeWork, desk: FakeDesk) => void) => {
    const opened = await openPanel(prepare);
    await type('Alias', 'Mine');
    await click('button', 'Save changes');
    return opened;
  };

  it('makes a draft in the other direction, and sends nothing', async () => {
    const { desk } = await saved((work) => (work.restoring.note = 'Webhook URL was empty before.'));
    await click('button', 'Undo: Number');
    expect(desk.called('restore')).toMatchObject([{ activity: 1, what: 'change' }]);
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Alias' }).value).toBe('As before');
    expect(toasts()).toContain('A draft that takes the change back was made. Save it to carry it out. Webhook URL was empty before.');
    expect(desk.called('save_number')).toHaveLength(1);
  });

  it('says so where there is nothing to take back', async () => {
    const { desk } = await saved((work) => (work.restoring.nothing = true));
    await click('button', 'Undo: Number');
    expect(toasts()).toContain('there is nothing to take back');
    expect(desk.kept.size).toBe(0);
  });

  it('gives the draft back that it set aside', async () => {
    const { desk } = await saved((work) => (work.restoring.replaced = 31));
    await click('button', 'Undo: Number');
    expect(toasts()).toContain('The draft that stood here was set aside.');
    desk.answers.undo_discard = () => void desk.edit_number({ number, edit: { field: 'alias', value: 'Set aside' } });
    await click('button', 'Bring it back');
    expect(desk.called('undo_discard')).toMatchObject([{ id: 31 }]);
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Alias' }).value).toBe('Set aside');
  });

  it('is not offered for a write that was not carried out, nor for a disconnect', async () => {
    await saved((_, fake) => (fake.answers.save_number = () => ({ kind: 'done', steps: [
      { step: 'number', outcome: { state: 'refused' }, message: 'Plivo refused.', fields: ['alias'], namesFields: false, requestId: null, activity: 1 },
      { step: 'disconnect', outcome: { state: 'confirmed' }, message: 'It is disconnected.', fields: [], namesFields: false, requestId: null, activity: 2 },
    ] })));
    expect(within(screen.getByRole('region', { name: 'Result' })).getAllByRole('listitem')).toHaveLength(2);
    expect(screen.queryByRole('button', { name: /^Undo:/ })).toBeNull();
  });
});

describe('a number that is back after a disconnect', () => {
  const open = (mapping: string | null) => openPanel((work) => work.offers.set(number, { ...offer, mapping }));

  it('has its configuration offered, and the mapping apart', async () => {
    const { desk } = await open('EU Team');
    expect(screen.getByRole('region', { name: 'Restore' }).textContent).toMatch(/disconnected on 20 Nov 2026, .* and is back/);
    await expectAccessible();
    await click('button', 'Restore Account Mapping (EU Team)…');
    await click('button', 'Restore configuration');
    expect(desk.called('restore')).toMatchObject([{ activity: 7, what: 'mapping' }, { activity: 7, what: 'configuration' }]);
    expect(panel().textContent).toContain('would move the whole WABA, 5 numbers of Acme EU');
  });

  it('does not offer an unchanged mapping, and can be dismissed', async () => {
    const { desk } = await open(null);
    expect(screen.queryByRole('button', { name: /Restore Account Mapping/ })).toBeNull();
    await click('button', 'No, thanks');
    expect(screen.queryByRole('button', { name: 'Restore configuration' })).toBeNull();
    expect(desk.called('restore')).toHaveLength(0);
  });

  it('says why where it cannot be', async () => {
    const { desk } = await open(null);
    desk.answers.restore = () => { throw error('gone', 'This record is no longer here.'); };
    await click('button', 'Restore configuration');
    expect(toasts()).toContain('This record is no longer here.');
  });
});
