import { screen, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import { toastMilliseconds } from '../src/lib/components/toasts.svelte';
import { expectAccessible } from './axe';
import { error, type FakeDesk } from './fake/desk';
import { click, first, openWindow, press, settle, type } from './window';

const number = '918035737458';
const other = /^\+49 30 456774/;
const panel = () => screen.getByRole('complementary');
const messages = () => screen.getByRole('status', { name: 'Messages' });
const result = () => screen.queryByRole('region', { name: 'Result' });

/**
 * Saves an edit of the first number and leaves its panel. Returns a function that completes the save with Rust's
 * response.
 */
async function leaveWhileSaving(leave: () => Promise<void>, prepare?: (desk: FakeDesk) => void): Promise<{ desk: FakeDesk; end: (answer: () => unknown) => Promise<void> }> {
  const desk = await openWindow(prepare);
  let answer: () => unknown = () => null;
  let arrive: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (arrive = resolve));
  desk.answers.save_number = async () => (await held, answer());
  await click('row', first);
  await type('Alias', 'Front desk');
  await press(document, 's', { ctrlKey: true });
  await leave();
  return { desk, end: async (with_) => {
    answer = with_;
    arrive();
    await settle();
  } };
}

const escape = () => press(document, 'Escape');
const saved = { kind: 'done', steps: [{ step: 'number', outcome: { state: 'confirmed' }, message: 'Saved, and read back.', fields: ['alias'], namesFields: false, requestId: null, activity: 1 }] };
const refused = { kind: 'done', steps: [{ step: 'number', outcome: { state: 'refused' }, message: 'Plivo refused: no such alias.', fields: ['alias'], namesFields: false, requestId: null, activity: 1 }] };
const conflicts = [{ field: 'alias', plivoNow: 'Night desk', plivoValue: 'Night desk', yours: 'Front desk', whenStarted: 'Support', decided: null }];

describe('a save whose panel was left', () => {
  it.each([
    ['done', () => saved, 'Saved, and read back.', false],
    ['refused', () => refused, 'Plivo refused: no such alias.', true],
    ['a conflict', () => ({ kind: 'conflict', conflicts }), 'Nothing was written. 1 field changed at Plivo too', true],
    ['offline', () => ({ kind: 'markedReady', because: 'No network.' }), 'Kept as ready', true],
    ['invalid', () => ({ kind: 'invalid', problems: [{ field: 'alias', severity: 'error', message: 'Too long.', fix: null }] }), '1 field to correct (Alias)', true],
    ['refused credentials', () => { throw error('unauthorised', 'Wrong token.'); }, 'Plivo does not accept these credentials. Wrong token.', true],
  ] as const)('says how it ended: %s', async (_, answer, said, stays) => {
    const { end } = await leaveWhileSaving(escape);
    expect(messages().textContent).toBe('');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const ended = end(answer);
      await vi.advanceTimersByTimeAsync(100);
      await ended;
      expect(messages().textContent).toContain('Save of +91 80357 37458:');
      expect(messages().textContent).toContain(said);
      await vi.advanceTimersByTimeAsync(toastMilliseconds + 1000);
      expect(messages().textContent?.includes(said)).toBe(stays);
    } finally {
      vi.useRealTimers();
    }
  });

  it('shows its result when the number is opened again, and takes the message away', async () => {
    const { end } = await leaveWhileSaving(() => click('row', other));
    await end(() => refused);
    expect(result()).toBeNull();
    await expectAccessible();
    await click('button', 'Open');
    expect(within(panel()).getByRole('heading', { level: 2 }).textContent).toBe('+91 80357 37458');
    expect(result()?.textContent).toContain('Plivo refused: no such alias.');
    expect(messages().textContent).toBe('');
  });

  it('shows the conflict when the number is opened again', async () => {
    const { desk, end } = await leaveWhileSaving(escape);
    const view = () => ({ ...desk.panel(number), conflicts });
    Object.assign(desk.answers, { number_panel: view, open_number: view });
    await end(() => ({ kind: 'conflict', conflicts }));
    await click('row', first);
    expect(screen.getByRole('region', { name: 'Conflicts' })).toBeTruthy();
    expect(result()?.textContent).toContain('Decide above, then save again.');
  });

  it('says that a move waits for its confirmation, which the next save asks for', async () => {
    const { desk, end } = await leaveWhileSaving(escape);
    const draft = { edits: { accountMapping: 'SAEUTEAM000000000001' }, startedAt: 0, savedAt: 0 };
    desk.kept.set(number, draft);
    await end(() => ({ kind: 'needsConfirmation', because: null, preview: desk.preview(number, draft) }));
    expect(screen.queryByRole('alertdialog')).toBeNull();
    expect(messages().textContent).toContain('Nothing was written. The move of 5 numbers of Acme EU to EU Team waits for your confirmation.');
    expect(desk.called('drop_preview')).toMatchObject([{ previewId: 'p1' }]);
    delete desk.answers.save_number;
    await click('button', 'Open');
    expect(result()?.textContent).toContain('waits for your confirmation');
    await click('button', 'Save changes');
    expect(screen.getByRole('alertdialog', { name: /^Move all 5 numbers of Acme EU/ })).toBeTruthy();
  });

  it('goes on in the panel that is opened again, which saves no second time', async () => {
    const { desk, end } = await leaveWhileSaving(() => click('row', other));
    await click('row', first);
    desk.tell({ kind: 'saving', account: 'one', number, stage: 'writing' });
    await settle();
    expect(panel().textContent).toContain('Writing to Plivo…');
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Alias' }).readOnly).toBe(true);
    await click('button', 'Save changes');
    expect(desk.called('save_number')).toHaveLength(1);
    await end(() => refused);
    expect(result()?.textContent).toContain('Plivo refused');
    expect(messages().textContent).toBe('');
  });

  it('is reported on another page too, while the panel is hidden', async () => {
    const { desk, end } = await leaveWhileSaving(() => click('button', /^Drafts/));
    const draft = { edits: { accountMapping: 'SAEUTEAM000000000001' }, startedAt: 0, savedAt: 0 };
    desk.kept.set(number, draft);
    await end(() => ({ kind: 'needsConfirmation', because: null, preview: desk.preview(number, draft) }));
    expect(messages().textContent).toContain('waits for your confirmation');
    await click('button', /^Numbers/);
    expect(messages().textContent).toBe('');
    expect(screen.getByRole('alertdialog', { name: /^Move all 5 numbers of Acme EU/ })).toBeTruthy();
  });

  it('is reported with its account while another one is shown', async () => {
    const { desk, end } = await leaveWhileSaving(async () => {
      await click('button', /^Account: Acme Production/);
      screen.getByRole('menuitemradio', { name: /Sandbox/, hidden: true }).click();
      await settle();
    });
    await end(() => refused);
    expect(messages().textContent).toContain('Save of +91 80357 37458 in Acme Production: Plivo refused');
    await click('button', 'Open');
    expect(desk.called('switch_account').at(-1)).toEqual({ account: 'one' });
    expect(result()?.textContent).toContain('Plivo refused');
  });

  it('says what became of a write that was not yet known', async () => {
    const { desk, end } = await leaveWhileSaving(escape);
    const step = { ...refused.steps[0], message: 'The answer was lost.', outcome: { state: 'notYetKnown', knownBy: 0 } };
    await end(() => ({ kind: 'done', steps: [step] }));
    expect(messages().textContent).toContain('The answer was lost.');
    desk.tell({ kind: 'settled', account: 'one', number, outcome: saved as never });
    await settle();
    expect(messages().textContent).toContain('Saved, and read back.');
    expect(messages().textContent).not.toContain('The answer was lost.');
  });

  it('says why it did not start, if the draft was not on disk yet', async () => {
    const desk = await openWindow();
    let commit: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (commit = resolve));
    desk.answers.edit_number = async (args) => (await held, desk.edit_number(args));
    await click('row', first);
    await type('Webhook URL', 'nonsense');
    await press(document, 's', { ctrlKey: true });
    await escape();
    commit();
    await settle();
    expect(desk.called('save_number')).toHaveLength(0);
    expect(messages().textContent).toContain('Save of +91 80357 37458: Nothing was sent: 1 field to correct (Webhook URL).');
    await click('button', 'Open');
    expect(within(panel()).getByRole('alert').textContent).toContain('1 field to correct (Webhook URL)');
    expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Webhook URL' }));
  });

  it('shows no result about a draft that is gone when the number is opened', async () => {
    const { desk, end } = await leaveWhileSaving(escape);
    await end(() => ({ kind: 'conflict', conflicts }));
    desk.kept.clear();
    await click('row', first);
    expect(result()).toBeNull();
    expect(panel().textContent).toContain('No changes');
  });

  it('drops a disconnect that nobody waits for', async () => {
    const desk = await openWindow();
    let arrive: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (arrive = resolve));
    desk.answers.disconnect_preview = async (args) => (await held, desk.disconnect_preview(args));
    await click('row', first);
    await click('button', 'Disconnect number');
    await escape();
    arrive();
    await settle();
    expect(messages().textContent).toBe('');
    expect(desk.called('drop_preview')).toMatchObject([{ previewId: 'x1' }]);
    await click('row', first);
    expect(screen.queryByRole('alertdialog')).toBeNull();
  });

  it('lets no temporary message replace one that stays', async () => {
    const { desk, end } = await leaveWhileSaving(escape);
    await end(() => refused);
    for (const drafts of [1, 2, 3, 4]) desk.tell({ kind: 'backOnline', account: 'one', drafts, ready: 0 });
    await settle();
    expect(messages().textContent).toContain('Plivo refused');
    expect(within(messages()).getAllByRole('button', { name: 'Close message' })).toHaveLength(4);
  });
});
