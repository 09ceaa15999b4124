import { screen } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { error, type FakeDesk } from './fake/desk';
import { click, openWindow, press, settle, type } from './window';

const ready = (amount: number) => (fake: FakeDesk) => fake.rows.slice(0, amount).forEach((row) => {
  void fake.edit_number({ number: row.number, edit: { field: 'alias', value: 'Renamed' } });
  fake.tray.readySet.add(`number ${row.number}`);
});
const question = () => screen.queryByRole('alertdialog');
const field = () => screen.getByRole<HTMLInputElement>('textbox', { name: /^Type how many numbers these are to confirm/ });

async function ask(amount: number): Promise<FakeDesk> {
  const desk = await openWindow(ready(amount), 60);
  await click('button', /^Drafts/);
  await click('button', /^Apply all ready/);
  return desk;
}

describe('the question before a batch', () => {
  it('names the account, the numbers, their WABAs and the fields', async () => {
    const desk = await ask(7);
    expect(screen.getByRole('alertdialog', { name: 'Apply the drafts of 7 numbers?' })).toBe(question());
    const text = question()?.textContent?.replace(/\s+/g, ' ') ?? '';
    expect(text).toContain('Account Acme Production');
    expect(text).toMatch(/Numbers 7 numbers of \d WABAs?: .*\+91 80357 37458.* and 2 more/);
    expect(text).toContain('Fields Alias (7)');
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Not now' }));
    expect(desk.called('apply_start')).toHaveLength(0);
  });

  it('says which drafts are not sent', async () => {
    const desk = await openWindow((fake) => {
      ready(4)(fake);
      const [first, second] = fake.rows.map((row) => `number ${row.number}`) as [string, string];
      fake.tray.states.set(first, { state: 'conflict', note: 'Both changed.' });
      // Another of them lacks its Webhook URL.
      fake.tray.states.set(second, { state: 'invalid', note: 'Wrong.' });
    });
    await click('button', /^Drafts/);
    await click('button', /^Apply all ready/);
    expect(question()?.textContent).toContain('3 drafts that cannot be sent as they are now: conflict (1), invalid (2).');
    expect(desk.called('apply_start')).toHaveLength(0);
  });

  it('takes a no, and forgets the preview', async () => {
    const desk = await ask(2);
    await click('button', 'Not now');
    expect(question()).toBeNull();
    expect(desk.called('drop_preview')).toEqual([{ account: 'one', previewId: 'batch 1' }]);
    expect(desk.called('apply_start')).toHaveLength(0);
  });

  it('needs the count of more than 25 numbers, in the field that has the focus', async () => {
    const desk = await ask(26);
    expect(document.activeElement).toBe(field());
    // Enter without looking.
    await press(field(), 'Enter');
    expect(field().getAttribute('aria-invalid')).toBe('true');
    expect(question()?.textContent).toContain('Type 26.');
    expect(desk.tray.view).toBeNull();
    await type(/^Type how many numbers these are/, '25');
    expect(field().getAttribute('aria-invalid')).toBeNull();
    await click('button', 'Apply 26 drafts');
    expect(document.activeElement).toBe(field());
    expect([field().selectionStart, field().selectionEnd]).toEqual([0, 2]);
    await press(await type(/^Type how many numbers these are/, '26'), 'Enter');
    expect(question()).toBeNull();
    expect(desk.tray.view?.items).toHaveLength(26);
  });

  it('is asked again if the drafts have changed meanwhile', async () => {
    const desk = await ask(2);
    let refusals = 0;
    desk.answers.apply_start = (args) => {
      refusals += 1;
      if (refusals === 1) throw error('confirmationExpired', 'The drafts have changed since this was shown.');
      return desk.tray.apply_start(args);
    };
    await click('button', 'Apply 2 drafts');
    expect(screen.getByRole('alert').textContent).toContain('Nothing was sent. The drafts have changed since this was shown.');
    await click('button', 'Apply 2 drafts');
    expect(question()).toBeNull();
    expect(desk.called('apply_start').map(({ previewId }) => previewId)).toEqual(['batch 1', 'batch 2']);
    expect(desk.tray.view?.running).toBe(true);
  });

  it('needs the count again if it is asked again', async () => {
    const desk = await ask(26);
    desk.answers.apply_start = () => { throw error('confirmationExpired', 'The drafts have changed since this was shown.'); };
    await press(await type(/^Type how many numbers these are/, '26'), 'Enter');
    expect(screen.getByRole('alert').textContent).toContain('Nothing was sent.');
    expect(field().value).toBe('');
    expect(document.activeElement).toBe(field());
    delete desk.answers.apply_start;
    await press(field(), 'Enter');
    expect(desk.tray.view).toBeNull();
    expect(question()?.textContent).toContain('Type 26.');
  });

  it('is not asked on another page, and Rust forgets its preview', async () => {
    const desk = await openWindow(ready(2), 60);
    await click('button', /^Drafts/);
    let arrive: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (arrive = resolve));
    desk.answers.apply_preview = async (args) => (await held, desk.tray.apply_preview(args));
    await click('button', /^Apply all ready/);
    await click('button', 'Numbers');
    arrive();
    await settle();
    expect(question()).toBeNull();
    await click('button', /^Drafts/);
    expect(question()).toBeNull();
    expect(desk.called('drop_preview')).toHaveLength(1);
    expect(desk.tray.view).toBeNull();
  });

  it('starts once, however often it is answered', async () => {
    const desk = await ask(2);
    let arrive: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (arrive = resolve));
    desk.answers.apply_start = async (args) => (await held, desk.tray.apply_start(args));
    await click('button', 'Apply 2 drafts');
    await click('button', 'Apply 2 drafts');
    expect(screen.getByRole('button', { name: 'Not now' }).getAttribute('aria-disabled')).toBe('true');
    arrive();
    await settle();
    expect(desk.called('apply_start')).toHaveLength(1);
    expect(question()).toBeNull();
  });
});
