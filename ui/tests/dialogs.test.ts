import { screen, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { error, type FakeDesk } from './fake/desk';
import { click, first, hold, openWindow, press, settle, type } from './window';

const name = /^Type the WABA’s name to confirm: Acme EU$/;

async function draftRemap(prepare?: (desk: FakeDesk) => void): Promise<FakeDesk> {
  const desk = await openWindow(prepare);
  await click('row', first);
  screen.getByRole('combobox', { name: 'Account Mapping' }).click();
  await settle();
  screen.getByRole('option', { name: /EU Team/, hidden: true }).click();
  await settle();
  return desk;
}

async function askRemap(prepare?: (desk: FakeDesk) => void): Promise<FakeDesk> {
  const desk = await draftRemap(prepare);
  await click('button', 'Save changes');
  return desk;
}

const dialog = () => screen.getByRole('alertdialog');
/** Fires the event with which the platform closes a dialog on Escape. */
const escape = async () => {
  dialog().dispatchEvent(new Event('cancel', { cancelable: true }));
  await settle();
};

describe('the remap dialog', () => {
  it('says what moves, the account and the age of the read, and focuses the safe way out', async () => {
    await askRemap();
    expect(within(dialog()).getByRole('heading').textContent).toBe('Move all 5 numbers of Acme EU from Main Account to EU Team?');
    expect(within(dialog()).getAllByRole('listitem')).toHaveLength(5);
    expect(dialog().textContent).toMatch(/Read from Plivo \d s ago; checked again before anything is written. Account: +Acme Production/);
    expect(document.activeElement?.textContent).toBe('Keep as draft');
  });

  it('stays open with the reason when another name is typed', async () => {
    const desk = await askRemap();
    await type(name, 'Acme E');
    await click('button', 'Move 5 numbers');
    expect(screen.getByLabelText(name).getAttribute('aria-invalid')).toBe('true');
    expect(dialog().textContent).toContain('Type Acme EU exactly');
    expect(desk.kept.size).toBe(1);
  });

  it('moves when the name is right, and shows the step', async () => {
    const desk = await askRemap();
    await type(name, 'Acme EU');
    await click('button', 'Move 5 numbers');
    expect(screen.queryByRole('alertdialog')).toBeNull();
    expect(desk.called('confirm_remap')).toMatchObject([{ previewId: 'p1', typed: 'Acme EU' }]);
    expect(screen.getByRole('region', { name: 'Result' }).textContent).toContain('Account Mapping');
  });

  it('cannot be left while the move is written', async () => {
    const desk = await askRemap();
    const arrive = hold(desk, 'confirm_remap');
    await type(name, 'Acme EU');
    await click('button', 'Move 5 numbers');
    await escape();
    await click('button', 'Keep as draft');
    expect(dialog().textContent).toContain('Move all 5 numbers');
    expect(desk.called('drop_preview')).toHaveLength(0);
    await arrive();
    expect(screen.queryByRole('alertdialog')).toBeNull();
    expect(screen.getByRole('region', { name: 'Result' }).textContent).toContain('Account Mapping');
  });

  it('keeps the draft and forgets the preview on the way out', async () => {
    const desk = await askRemap();
    await click('button', 'Keep as draft');
    expect(screen.queryByRole('alertdialog')).toBeNull();
    expect(desk.called('drop_preview')).toMatchObject([{ previewId: 'p1' }]);
    expect(desk.called('confirm_remap')).toHaveLength(0);
    expect(desk.kept.size).toBe(1);
  });

  it('is shown anew, with nothing typed, when the set of numbers changed', async () => {
    const desk = await askRemap();
    desk.answers.confirm_remap = (args) => {
      const draft = desk.kept.get(args.number);
      return { kind: 'needsConfirmation', because: 'A number joined the WABA.', preview: { ...desk.preview(args.number, draft as never), previewId: 'p2' } };
    };
    await type(name, 'Acme EU');
    await click('button', 'Move 5 numbers');
    expect(within(dialog()).getByRole('alert').textContent).toContain('Nothing was written. A number joined the WABA.');
    expect(screen.getByLabelText<HTMLInputElement>(name).value).toBe('');
  });

  it('is read again when the confirmation has expired', async () => {
    const desk = await askRemap();
    desk.answers.confirm_remap = () => { throw error('confirmationExpired', 'Too late.'); };
    await type(name, 'Acme EU');
    await click('button', 'Move 5 numbers');
    expect(desk.called('save_number')).toHaveLength(2);
    expect(dialog().textContent).toContain('The confirmation had expired.');
  });

  it('stays while an earlier write of the number settles', async () => {
    const desk = await askRemap();
    await type(name, 'Acme');
    desk.tell({ kind: 'settled', account: 'one', number: '918035737458', outcome: { kind: 'done', steps: [{ step: 'number', outcome: { state: 'confirmed' }, message: 'It had arrived.', fields: ['alias'], namesFields: false, requestId: null, activity: null }] } });
    await settle();
    expect(dialog().textContent).toContain('Move all 5 numbers');
    expect(screen.getByLabelText<HTMLInputElement>(name).value).toBe('Acme');
    expect(screen.getByRole('region', { name: 'Result' }).textContent).toContain('It had arrived.');
  });

  it('needs no name where the number is the only one', async () => {
    await askRemap((fake) => (fake.answers.save_number = (args) => ({ kind: 'needsConfirmation', because: null, preview: { ...fake.preview(args.number, fake.kept.get(args.number) as never), numbers: [{ number: '1', international: '+1', alias: '', status: 'connected' }], confirmBy: { by: 'button' } } })));
    expect(within(dialog()).queryByRole('textbox')).toBeNull();
    expect(within(dialog()).getByRole('heading').textContent).toContain('Move the 1 number of Acme EU');
    expect(screen.getByRole('button', { name: 'Move 1 number' })).toBeTruthy();
  });

  it('leads from the name to the button by Enter, without pressing it', async () => {
    const desk = await askRemap();
    await press(await type(name, 'Acme EU'), 'Enter');
    expect(document.activeElement?.textContent).toContain('Move 5 numbers');
    expect(desk.called('confirm_remap')).toHaveLength(0);
  });
});

describe('a mapping beside other changes', () => {
  it('lets the others be saved without it', async () => {
    const desk = await draftRemap();
    expect(screen.queryByRole('button', { name: 'Save without the mapping' })).toBeNull();
    await type('Alias', 'Renamed');
    await click('button', 'Save without the mapping');
    expect(desk.called('save_number')).toMatchObject([{ includeMapping: false }]);
    expect(screen.queryByRole('alertdialog')).toBeNull();
  });
});

describe('the disconnect dialog', () => {
  async function ask(): Promise<FakeDesk> {
    const desk = await openWindow();
    await click('row', first);
    await click('button', 'Disconnect number');
    return desk;
  }

  it('says what it means', async () => {
    await ask();
    for (const words of ['webhooks stop', 'API stops', 'in flight break', 'stays with Meta', 'configured again']) expect(dialog().textContent).toContain(words);
    expect(document.activeElement?.textContent).toBe('Keep connected');
  });

  it('takes only the last four digits', async () => {
    const desk = await ask();
    await type('Type the last four digits to confirm', '0000');
    await click('button', 'Disconnect +91 80357 37458');
    expect(dialog().textContent).toContain('not the last four digits');
    await type('Type the last four digits to confirm', '7458');
    await click('button', 'Disconnect +91 80357 37458');
    expect(screen.queryByRole('alertdialog')).toBeNull();
    expect(desk.called('confirm_disconnect').map((args) => args.typed)).toEqual(['0000', '7458']);
    expect(screen.getByRole('region', { name: 'Result' }).textContent).toContain('is disconnected from Plivo');
  });

  it('stays while an earlier write of the number settles', async () => {
    const desk = await ask();
    desk.tell({ kind: 'settled', account: 'one', number: '918035737458', outcome: { kind: 'done', steps: [] } });
    await settle();
    expect(dialog().textContent).toContain('Conversations in flight break');
  });

  it('cannot be left while the number is disconnected', async () => {
    const desk = await ask();
    const arrive = hold(desk, 'confirm_disconnect');
    await type('Type the last four digits to confirm', '7458');
    await click('button', 'Disconnect +91 80357 37458');
    await escape();
    await click('button', 'Keep connected');
    expect(dialog().textContent).toContain('Conversations in flight break');
    expect(desk.called('drop_preview')).toHaveLength(0);
    await arrive();
    expect(screen.getByRole('region', { name: 'Result' }).textContent).toContain('is disconnected from Plivo');
  });

  it.each([['its button', () => click('button', 'Keep connected')], ['Escape', escape]])('keeps the number on the way out by %s', async (_, leave) => {
    const desk = await ask();
    await leave();
    expect(desk.called('drop_preview')).toMatchObject([{ previewId: 'x1' }]);
    expect(desk.called('confirm_disconnect')).toHaveLength(0);
  });
});
