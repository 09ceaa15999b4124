import { screen, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import { expectAccessible } from './axe';
import { error, type FakeDesk } from './fake/desk';
import { FakeWork } from './fake/work';
import { click, first, openWindow, settle, type } from './window';

const number = '918035737458';
const toasts = () => screen.getByRole('status', { name: 'Messages' }).textContent;

/** A window with an account for which Plivo has no lists. */
async function openMissing(prepare: (desk: FakeDesk, work: FakeWork) => void = () => undefined): Promise<FakeDesk> {
  return openWindow((fake) => {
    fake.state = { ...fake.state, connection: { state: 'missingApi' } };
    prepare(fake, new FakeWork(fake));
  });
}

const empty = (fake: FakeDesk) => {
  fake.rows = [];
  fake.state = { ...fake.state, sync: { ...fake.state.sync, lastComplete: null } };
};

describe('the numbers page where the API is missing', () => {
  const said = () => screen.getAllByText(/Plivo answers 404 for the WhatsApp lists/);

  it('says so once and offers both ways, with numbers and without', async () => {
    await openMissing();
    expect(said()).toHaveLength(1);
    for (const name of ['Add a number', 'Import numbers from CSV', 'Try again']) expect(screen.getByRole('button', { name })).toBeTruthy();
    expect(screen.getByRole('row', { name: first })).toBeTruthy();
  });

  it('says it instead of rows if there are none', async () => {
    await openMissing(empty);
    expect(said()).toHaveLength(1);
    expect(screen.getByRole('heading', { name: 'This API does not exist for your account' })).toBeTruthy();
    for (const name of ['Add a number', 'Import numbers from CSV']) expect(screen.getByRole('button', { name })).toBeTruthy();
  });

  it('offers neither while Plivo lists the numbers', async () => {
    await openWindow();
    expect(screen.queryByRole('button', { name: 'Add a number' })).toBeNull();
  });
});

describe('a number added by hand', () => {
  const fill = async (values: Record<string, string>) => {
    for (const [label, value] of Object.entries(values)) await type(label, value);
  };

  it('is a row like any other, and its panel opens', async () => {
    const desk = await openMissing(empty);
    await click('button', 'Add a number');
    await fill({ Number: '+49 30 123456', 'WABA ID': '1022', 'WABA name': 'Acme EU' });
    await click('radio', 'Webhook URL');
    await expectAccessible();
    await type('Webhook URL', 'https://hooks.acme.example/');
    await click('button', 'Add number');
    expect(desk.called('add_number')[0]?.number).toEqual({ number: '+49 30 123456', wabaId: '1022', wabaName: 'Acme EU', alias: '', configurationType: 'webhook', webhookUrl: 'https://hooks.acme.example/', aiAgent: '', calling: false, answerUrl: '', owner: '' });
    expect(screen.getByRole('row', { name: /\+4930123456, by hand/ })).toBeTruthy();
    expect(screen.getByRole('complementary', { name: '+4930123456' })).toBeTruthy();
  });

  it('shows errors at their fields', async () => {
    await openMissing(empty);
    await click('button', 'Add a number');
    const wrong = (label: string) => screen.getByLabelText(label).getAttribute('aria-invalid');
    await click('button', 'Add number');
    expect([wrong('Number'), wrong('WABA ID')]).toEqual(['true', null]);
    await type('Number', '+49 30 123456');
    await click('button', 'Add number');
    expect([wrong('Number'), wrong('WABA ID')]).toEqual([null, 'true']);
  });

  it('shows an error that belongs to no field', async () => {
    const desk = await openMissing(empty);
    desk.answers.add_number = () => { throw error('disk', 'The disk is full.'); };
    await click('button', 'Add a number');
    await click('button', 'Add number');
    expect(screen.getByRole('alert').textContent).toContain('The disk is full.');
  });

  it('is forgotten instead of disconnected, after a question', async () => {
    const desk = await openMissing((_, work) => work.byHand.add(number));
    await click('row', first);
    expect(screen.queryByRole('button', { name: 'Disconnect number' })).toBeNull();
    await click('button', 'Forget number');
    const { textContent } = screen.getByRole('alertdialog', { name: 'Forget +91 80357 37458?' });
    expect(textContent).toContain('Nothing changes at Plivo');
    expect(textContent).toMatch(/Account: +Acme Production/);
    expect(desk.called('forget_number')).toHaveLength(0);
    await click('button', 'Forget +91 80357 37458');
    expect(screen.queryByRole('complementary')).toBeNull();
    expect(screen.queryByRole('row', { name: first })).toBeNull();
  });
});

describe('numbers from a CSV file', () => {
  const choose = async (text: string, answer: RegExp) => {
    const input = screen.getByLabelText<HTMLInputElement>('CSV file');
    expect([input.type, input.accept]).toEqual(['file', '.csv']);
    Object.defineProperty(input, 'files', { configurable: true, value: [new File([text], 'numbers.csv', { type: 'text/csv' })] });
    input.dispatchEvent(new Event('change', { bubbles: true }));
    await screen.findByText(answer);
  };
  const open = async () => {
    const desk = await openMissing(empty);
    await click('button', 'Import numbers from CSV');
    return desk;
  };

  it('names the columns that are understood', async () => {
    await open();
    const text = screen.getByRole('dialog').textContent;
    for (const column of ['number', 'waba_id', 'waba_name', 'alias', 'configuration_type', 'webhook_url', 'agent_uuid', 'calling_enabled', 'answer_url', 'sub_account']) expect(text).toContain(column);
  });

  it('are shown line by line with what is wrong, before any is taken', async () => {
    const desk = await open();
    await choose('number,waba_id,colour\n+4930123456,1022,red\nnonsense,1022,blue\n+33123456789,1022,green\n', /numbers can be added/);
    const lines = within(screen.getByRole('list', { name: 'Lines of the file' })).getAllByRole('listitem').map((line) => line.textContent);
    expect(lines[0]).toMatch(/Line 2.*New/s);
    expect(lines[1]).toMatch(/Line 3.*“nonsense” is not a phone number\./s);
    const text = screen.getByRole('dialog').textContent;
    expect(text).toContain('2 numbers can be added. 1 line cannot and is left out.');
    expect(text).toContain('left out: colour.');
    expect(desk.called('csv_import')).toHaveLength(0);
    await expectAccessible();
    await click('button', 'Add 2 numbers');
    expect(desk.called('csv_import')).toHaveLength(1);
    expect(screen.getByRole('row', { name: /\+33123456789/ })).toBeTruthy();
    expect(toasts()).toContain('2 numbers added from the file.');
  });

  it('say why the file cannot be read, and why no line can be added', async () => {
    const desk = await open();
    await choose('phone\n1\n', /no column “number”/);
    await choose('number\nnonsense\n', /No line can be added/);
    await click('button', 'Add 0 numbers');
    expect(desk.called('csv_import')).toHaveLength(0);
  });
});

describe('a draft carried out by hand', () => {
  const draft = (fake: FakeDesk) => {
    fake.edit_number({ number, edit: { field: 'alias', value: 'Renamed' } });
    fake.edit_number({ number, edit: { field: 'webhookUrl', value: 'https://new.example/hook' } });
  };
  const open = async (prepare: (desk: FakeDesk, work: FakeWork) => void = draft) => {
    const desk = await openMissing(prepare);
    await click('row', first);
    await click('button', 'Carry out by hand');
    return desk;
  };
  const dialog = () => screen.getByRole('dialog', { name: 'Carry out by hand: +91 80357 37458' });
  const current = () => dialog().querySelector('[aria-current=step]')?.textContent;
  const steps = () => within(within(dialog()).getByRole('list', { name: 'Steps' }));

  it('keeps Save changes beside it, and is offered only where there is no other way', async () => {
    await open();
    expect(screen.getByRole('button', { name: 'Save changes' })).toBeTruthy();
  });

  it('is not offered where Plivo can be written to', async () => {
    await openWindow((fake) => new FakeWork(fake));
    await click('row', first);
    expect(screen.queryByRole('button', { name: 'Carry out by hand' })).toBeNull();
  });

  it('is offered by a save that found the API missing', async () => {
    const desk = await openWindow((fake) => new FakeWork(fake));
    desk.answers.save_number = () => { throw error('missingApi', 'Plivo answered 404.'); };
    await click('row', first);
    await type('Alias', 'Renamed');
    await click('button', 'Save changes');
    await click('button', 'Carry out by hand');
    expect(current()).toContain('Alias');
  });

  it('says so where there is nothing to carry out', async () => {
    const desk = await open(() => undefined);
    expect(screen.getByRole('alert').textContent).toContain('Nothing to save');
    expect(desk.called('by_hand')).toHaveLength(0);
  });

  it('shows the way in the console, and opens it', async () => {
    const desk = await open();
    const way = within(dialog()).getByRole('navigation', { name: 'The way in Plivo’s console' });
    expect(within(way).getAllByRole('listitem').map((part) => part.textContent)).toEqual(['WhatsApp', 'Numbers', '+91 80357 37458', 'Configure Number']);
    await click('button', 'Open Plivo’s console');
    expect(desk.called('open_console')).toHaveLength(1);
  });

  it('goes one step at a time, with the focus', async () => {
    const desk = await open();
    expect(current()).toContain('Put this into the field Alias.');
    expect(current()).toContain('was Support — APAC');
    expect(dialog().textContent).not.toContain('Put this into the field Webhook URL.');
    await expectAccessible();
    await click('checkbox', 'Done');
    expect(desk.called('by_hand_step')).toMatchObject([{ field: 'alias', done: true }]);
    expect(current()).toContain('Put this into the field Webhook URL.');
    expect(document.activeElement?.textContent).toContain('2. Webhook URL');
    expect(dialog().textContent).toContain('1 of 2 done');
  });

  it('removes a tick, also one that could not be saved', async () => {
    const desk = await open();
    await click('checkbox', 'Done');
    steps().getByRole('button', { name: /1\. Alias/ }).click();
    await settle();
    await click('checkbox', 'Done');
    expect(desk.called('by_hand_step').at(-1)).toMatchObject({ field: 'alias', done: false });
    desk.answers.by_hand_step = () => { throw error('disk', 'The disk is full.'); };
    await click('checkbox', 'Done');
    expect(screen.getByRole<HTMLInputElement>('checkbox', { name: 'Done' }).checked).toBe(false);
    expect(within(dialog()).getByRole('alert').textContent).toContain('The disk is full.');
  });

  it('copies a value, or selects it where there is no clipboard', async () => {
    const write = vi.fn(() => Promise.resolve());
    Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText: write } });
    await open();
    await click('button', 'Copy');
    expect(write).toHaveBeenCalledWith('Renamed');
    expect(current()).toContain('Copied.');
    write.mockRejectedValue(new Error('not allowed'));
    await click('button', 'Copy');
    expect(getSelection()?.toString()).toBe('Renamed');
    expect(current()).toContain('Selected');
  });

  it('is recorded when at least one step is done; the rest stays a draft', async () => {
    const desk = await open();
    await click('button', 'Record as carried out by hand');
    expect(dialog().textContent).toContain('Tick at least one to record it.');
    expect(desk.called('by_hand_finish')).toHaveLength(0);
    await click('checkbox', 'Done');
    await click('button', 'Record as carried out by hand');
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(toasts()).toContain('Recorded as carried out by hand: Alias. What is not done stays a draft.');
    expect(desk.kept.get(number)?.edits).toEqual({ webhookUrl: 'https://new.example/hook' });
    expect(screen.getByRole('status', { name: 'Draft' }).textContent).toContain('Draft saved');
  });

  it('shows what is wrong with the draft in place of the steps', async () => {
    const desk = await open();
    desk.answers.by_hand = () => ({ number, international: '+91 80357 37458', consoleUrl: '', path: [], steps: [], remap: null, problems: [{ field: 'webhookUrl', severity: 'error', message: 'Use https://.', fix: null }] });
    await click('button', 'Close');
    await click('button', 'Carry out by hand');
    expect(dialog().textContent).toContain('Webhook URL: Use https://.');
    expect(within(dialog()).queryByRole('checkbox')).toBeNull();
  });

  it('needs the WABA’s name for a remap before its step is shown', async () => {
    const desk = await open((fake) => void fake.edit_number({ number, edit: { field: 'accountMapping', value: 'SAEUTEAM000000000001' } }));
    expect(dialog().textContent).toContain('This moves all 5 numbers of Acme EU from Main Account to EU Team.');
    expect(within(within(dialog()).getByRole('list', { name: 'Numbers that move' })).getAllByRole('listitem')).toHaveLength(5);
    expect(screen.queryByRole('checkbox', { name: 'Done' })).toBeNull();
    const label = 'Type the WABA’s name to confirm: Acme EU';
    await expectAccessible();
    await type(label, 'Acme');
    await click('button', 'Confirm the move of 5 numbers');
    expect(screen.getByLabelText(label).getAttribute('aria-invalid')).toBe('true');
    await type(label, 'Acme EU');
    await click('button', 'Confirm the move of 5 numbers');
    expect(document.activeElement?.textContent).toContain('1. Account Mapping');
    await click('checkbox', 'Done');
    await click('button', 'Record as carried out by hand');
    expect(desk.called('by_hand_confirm').map((args) => args.typed)).toEqual(['Acme', 'Acme EU']);
    expect(desk.called('by_hand_finish')).toHaveLength(1);
  });

  it('asks for the name again when the confirmation has expired', async () => {
    const desk = await open((fake) => void fake.edit_number({ number, edit: { field: 'accountMapping', value: 'SAEUTEAM000000000001' } }));
    const label = 'Type the WABA’s name to confirm: Acme EU';
    desk.answers.by_hand_confirm = () => { throw error('confirmationExpired', 'The confirmation has expired.'); };
    await type(label, 'Acme EU');
    await click('button', 'Confirm the move of 5 numbers');
    expect(desk.called('by_hand')).toHaveLength(2);
    expect(within(dialog()).getByRole('alert').textContent).toContain('The confirmation has expired.');
    expect(screen.getByLabelText(label)).toBeTruthy();
  });
});
