import { screen, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { expectAccessible } from './axe';
import { error, type FakeDesk } from './fake/desk';
import { click, first, openWindow, press, settle, type } from './window';

const number = '918035737458';

async function openPanel(prepare?: (desk: FakeDesk) => void): Promise<FakeDesk> {
  const desk = await openWindow(prepare);
  await click('row', first);
  return desk;
}

const panel = () => screen.getByRole('complementary');
const field = (name: string) => screen.getByRole<HTMLInputElement>('textbox', { name });
const edits = (desk: FakeDesk) => desk.called('edit_number').map((args) => args.edit);

describe('the panel', () => {
  it('has the names that the product fixes', async () => {
    await openPanel();
    for (const name of ['Alias', 'Webhook URL', 'Answer URL']) expect(field(name)).toBeTruthy();
    const types = screen.getByRole('radiogroup', { name: 'Configuration Type' });
    expect(within(types).getAllByRole('radio').map((radio) => radio.parentElement?.textContent?.trim())).toEqual(['Webhook URL', 'AI Agents']);
    expect(screen.getByRole('switch', { name: 'Enable WhatsApp Calling' }).getAttribute('aria-checked')).toBe('true');
    expect(screen.getByRole('combobox', { name: 'Account Mapping' })).toBeTruthy();
    for (const name of ['Save changes', 'Disconnect number', '5 numbers']) expect(screen.getByRole('button', { name })).toBeTruthy();
    expect(within(panel()).getByText('WhatsApp')).toBeTruthy();
  });

  it('sends every change at once and says that it is saved only after the confirmation', async () => {
    let commit: () => void = () => undefined;
    const desk = await openPanel();
    const held = new Promise<void>((resolve) => (commit = resolve));
    desk.answers.edit_number = async (args) => (await held, desk.edit_number(args));
    await type('Alias', 'Support');
    expect(edits(desk)).toEqual([{ field: 'alias', value: 'Support' }]);
    expect(panel().textContent).not.toContain('Draft saved');
    commit();
    await settle();
    expect(panel().textContent).toContain('Draft saved');
    expect(panel().textContent).toContain('was Support — APAC');
    expect(screen.getByRole('button', { name: 'Save changes' }).getAttribute('aria-describedby')).toBeTruthy();
    expect(panel().textContent).toContain('1 change');
  });

  it('never overwrites what is typed by an older answer', async () => {
    const desk = await openPanel();
    const waiting: (() => void)[] = [];
    desk.answers.edit_number = async (args) => (await new Promise<void>((resolve) => waiting.push(resolve)), desk.edit_number(args));
    await type('Alias', 'S');
    await type('Alias', 'Su');
    await type('Webhook URL', 'https://new.example/');
    waiting[0]?.();
    await settle();
    expect(field('Alias').value).toBe('Su');
    expect(field('Webhook URL').value).toBe('https://new.example/');
    desk.tell({ kind: 'panelChanged', account: 'one', number });
    for (const at of [1, 2]) (waiting[at]?.(), await settle());
    expect(edits(desk).map((edit) => edit.value)).toEqual(['S', 'Su', 'https://new.example/']);
    expect([field('Alias').value, field('Webhook URL').value]).toEqual(['Su', 'https://new.example/']);
  });

  it('keeps what the disk refused and tries again when asked', async () => {
    const desk = await openPanel((fake) => (fake.answers.edit_number = () => { throw error('disk', 'The disk is full.'); }));
    await type('Alias', 'Kept');
    expect(panel().textContent).toContain('Draft not saved: The disk is full.');
    expect(field('Alias').value).toBe('Kept');
    delete desk.answers.edit_number;
    await click('button', 'Save draft again');
    expect(panel().textContent).toContain('Draft saved');
    expect(desk.kept.get(number)?.edits.alias).toBe('Kept');
  });

  it('shows an error when the field is left, removes it when corrected, and links it to the field', async () => {
    await openPanel();
    const url = await type('Webhook URL', 'http://hooks.acme.example');
    expect(url.getAttribute('aria-invalid')).toBeNull();
    url.blur();
    await settle();
    expect(url.getAttribute('aria-invalid')).toBe('true');
    const described = (url.getAttribute('aria-describedby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent).join(' ');
    expect(described).toContain('Use https://');
    await type('Webhook URL', 'https://hooks.acme.example');
    expect(url.getAttribute('aria-invalid')).toBeNull();
    await type('Webhook URL', 'http://');
    expect(url.getAttribute('aria-invalid')).toBeNull();
  });

  it('corrects a field by the button beside its error', async () => {
    const desk = await openPanel();
    (await type('Webhook URL', 'http://hooks.acme.example/x')).blur();
    await settle();
    await click('button', 'Change to https');
    expect(field('Webhook URL').value).toBe('https://hooks.acme.example/x');
    expect(edits(desk).at(-1)).toEqual({ field: 'webhookUrl', value: 'https://hooks.acme.example/x' });
  });

  it('shows warnings always and quietly', async () => {
    await openPanel();
    const url = await type('Webhook URL', 'https://x.ngrok.example/');
    expect(panel().textContent).toContain('A tunnel host');
    expect(url.getAttribute('aria-invalid')).toBeNull();
  });

  it('undoes one field', async () => {
    const desk = await openPanel();
    await type('Alias', 'Other');
    await click('button', 'Undo Alias');
    expect(field('Alias').value).toBe('Support — APAC');
    expect(desk.called('undo_field')).toMatchObject([{ field: 'alias' }]);
    expect(panel().textContent).toContain('No changes');
  });

  it('keeps the other side when the type is switched, and asks for an agent', async () => {
    const desk = await openPanel();
    await type('Webhook URL', 'https://kept.example/');
    await click('radio', 'AI Agents');
    expect(screen.queryByRole('textbox', { name: 'Webhook URL' })).toBeNull();
    const agent = screen.getByRole('combobox', { name: 'AI Agent' });
    agent.click();
    await settle();
    screen.getByRole('option', { name: /Triage/, hidden: true }).click();
    await settle();
    expect(edits(desk).at(-1)).toEqual({ field: 'aiAgent', value: 'agent-1' });
    await click('radio', 'Webhook URL');
    expect(field('Webhook URL').value).toBe('https://kept.example/');
  });

  it('says when the chosen agent is not active', async () => {
    await openPanel();
    await click('radio', 'AI Agents');
    const agent = screen.getByRole('combobox', { name: 'AI Agent' });
    const hint = () => (agent.getAttribute('aria-describedby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent).join(' ');
    for (const [name, said] of [[/Triage/, true], [/Ana/, false]] as const) {
      agent.click();
      await settle();
      screen.getByRole('option', { name, hidden: true }).click();
      await settle();
      expect(hint().includes('This agent is draft.')).toBe(said);
    }
  });

  it('shows no chosen account while the owner of the WABA is not known', async () => {
    const desk = await openPanel((fake) => (fake.answers.open_number = ({ number: asked }) => {
      const view = fake.panel(asked as string);
      return { ...view, accountMapping: { ...view.accountMapping, known: false, valueLabel: 'not known', wasLabel: 'not known' } };
    }));
    const mapping = screen.getByRole<HTMLInputElement>('combobox', { name: 'Account Mapping' });
    expect(mapping.value).toBe('not known');
    mapping.click();
    await settle();
    const options = screen.getAllByRole('option', { hidden: true });
    expect(options.map((option) => option.getAttribute('aria-selected'))).toEqual(options.map(() => 'false'));
    screen.getByRole('option', { name: /^Main Account/, hidden: true }).click();
    await settle();
    expect(edits(desk)).toEqual([{ field: 'accountMapping', value: null }]);
  });

  it('shows the Answer URL only while calling is on', async () => {
    await openPanel();
    await click('switch', 'Enable WhatsApp Calling');
    expect(screen.queryByRole('textbox', { name: 'Answer URL' })).toBeNull();
  });

  it('discards a draft, and brings it back', async () => {
    const desk = await openPanel();
    await type('Alias', 'Gone');
    await click('button', 'Discard draft');
    expect(field('Alias').value).toBe('Support — APAC');
    await click('button', 'Undo');
    expect(field('Alias').value).toBe('Gone');
    expect(desk.called('discard_draft')).toMatchObject([{ number, mapping: false }]);
  });

  it('hands over what is typed before the window closes', async () => {
    const desk = await openPanel();
    let commit: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (commit = resolve));
    desk.answers.edit_number = async (args) => (await held, desk.edit_number(args));
    await type('Alias', 'Last words');
    desk.tell({ kind: 'flush' });
    await settle();
    expect(desk.called('ready_to_close')).toHaveLength(0);
    commit();
    await settle();
    expect(desk.called('ready_to_close')).toHaveLength(1);
    expect(desk.kept.get(number)?.edits.alias).toBe('Last words');
  });

  it('stays open once if the disk refused, and shows what is not saved', async () => {
    const desk = await openPanel((fake) => (fake.answers.edit_number = () => { throw error('disk', 'The disk is full.'); }));
    const dialog = () => screen.queryByRole('alertdialog', { name: 'Close and lose what is not on disk?' });
    await type('Alias', 'Last words');
    desk.tell({ kind: 'flush' });
    await settle();
    expect(dialog()?.textContent).toContain('Draft of +91 80357 37458. The disk is full.');
    expect([desk.called('ready_to_close').length, desk.called('stay_open').length]).toEqual([0, 1]);
    expect(document.activeElement?.textContent).toBe('Keep open');
    await expectAccessible();
    await click('button', 'Keep open');
    expect(dialog()).toBeNull();
    expect(field('Alias').value).toBe('Last words');

    desk.tell({ kind: 'flush' });
    await settle();
    expect(dialog()).toBeTruthy();
    desk.tell({ kind: 'flush' });
    await settle();
    expect(desk.called('ready_to_close')).toHaveLength(1);
  });

  it('closes without saving if the user says so, and normally once the disk works', async () => {
    const desk = await openPanel((fake) => (fake.answers.edit_number = () => { throw error('disk', 'The disk is full.'); }));
    await type('Alias', 'Last words');
    desk.tell({ kind: 'flush' });
    await settle();
    await click('button', 'Close anyway');
    expect(desk.called('ready_to_close')).toHaveLength(1);
    delete desk.answers.edit_number;
    desk.tell({ kind: 'flush' });
    await settle();
    expect(desk.kept.get(number)?.edits.alias).toBe('Last words');
    expect(desk.called('ready_to_close')).toHaveLength(2);
  });

  it('continues to send typed text when another number is opened', async () => {
    const desk = await openPanel();
    let commit: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (commit = resolve));
    desk.answers.edit_number = async (args) => (await held, desk.edit_number(args));
    await type('Alias', 'A');
    await type('Alias', 'AB');
    await click('row', /\+49 30 456774/);
    commit();
    await settle();
    expect(desk.kept.get(number)?.edits.alias).toBe('AB');
  });
});

describe('Save', () => {
  it('says what is wrong and goes to the first error, without asking Plivo', async () => {
    const desk = await openPanel();
    await type('Webhook URL', 'nonsense');
    await press(document, 's', { ctrlKey: true });
    expect(desk.called('save_number')).toHaveLength(0);
    expect(document.activeElement).toBe(field('Webhook URL'));
    expect(screen.getByRole('alert').textContent).toContain('1 field to correct (Webhook URL)');
  });

  it('says so when there is nothing to save', async () => {
    const desk = await openPanel();
    await click('button', 'Save changes');
    expect(screen.getByRole('alert').textContent).toContain('Nothing to save');
    expect(desk.called('save_number')).toHaveLength(0);
  });

  it('is blocked with the reason while a write is not yet known', async () => {
    const desk = await openPanel((fake) => (fake.answers.open_number = ({ number: asked }) => ({ ...fake.panel(asked), unsettled: { message: 'It is not yet known whether the change of Webhook URL reached Plivo.', knownBy: Date.now() } })));
    expect(panel().textContent).toContain('Checking.');
    await click('button', 'Save changes');
    expect(screen.getByRole('alert').textContent).toContain('Nothing was sent. It is not yet known whether the change of Webhook URL reached Plivo.');
    expect(desk.called('save_number')).toHaveLength(0);
    // It becomes known: the save of a page that was lost had nothing to write.
    desk.tell({ kind: 'settled', account: 'one', number, outcome: { kind: 'nothingToDo', kept: false } });
    await settle();
    expect(panel().textContent).not.toContain('Nothing was sent.');
    expect(screen.getByRole('region', { name: 'Result' }).textContent).toContain('Nothing');
    desk.tell({ kind: 'saveFailed', account: 'one', number, error: error('forbidden', 'Plivo forbids it.') });
    await settle();
    expect(screen.getByRole('region', { name: 'Result' }).textContent).toContain('Plivo forbids it.');
    desk.tell({ kind: 'settled', account: 'one', number, outcome: { kind: 'conflict', conflicts: [] } });
    await settle();
    expect(screen.getByRole('region', { name: 'Result' }).textContent).toContain('Nothing was written.');
  });

  it('shows its stage, and then each step with its request', async () => {
    const desk = await openPanel();
    let finish: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (finish = resolve));
    desk.answers.save_number = async (args) => (await held, desk.save_number(args));
    await type('Alias', 'New');
    await click('button', 'Save changes');
    desk.tell({ kind: 'saving', account: 'one', number, stage: 'readingBack' });
    await settle();
    expect(panel().textContent).toContain('Reading back');
    expect(field('Alias').readOnly).toBe(true);
    await click('button', 'Save changes');
    finish();
    await settle();
    expect(desk.called('save_number')).toEqual([{ account: 'one', number, includeMapping: true }]);
    const result = screen.getByRole('region', { name: 'Result' });
    for (const text of ['confirmed', 'Plivo now returns', '7a3c1c58-0001']) expect(result.textContent).toContain(text);
    expect(panel().textContent).toContain('No changes');
  });

  it('shows an outcome that is not yet known as checking, and then its result', async () => {
    const desk = await openPanel((fake) => (fake.answers.save_number = () => ({ kind: 'done', steps: [{ step: 'number', outcome: { state: 'notYetKnown', knownBy: Date.now() }, message: 'The answer was lost.', fields: ['alias'], namesFields: false, requestId: null, activity: null }] })));
    await type('Alias', 'Mine');
    await click('button', 'Save changes');
    expect(screen.getByRole('region', { name: 'Result' }).textContent).toContain('checking');
    desk.tell({ kind: 'settled', account: 'one', number, outcome: { kind: 'done', steps: [{ step: 'number', outcome: { state: 'confirmed' }, message: 'It had arrived.', fields: ['alias'], namesFields: false, requestId: null, activity: null }] } });
    await settle();
    expect(screen.getByRole('region', { name: 'Result' }).textContent).toContain('It had arrived.');
  });

  it('names the fields of a step whose sentence does not', async () => {
    const desk = await openPanel();
    for (const [namesFields, times] of [[true, 1], [false, 2]] as const) {
      const step = { step: 'number', outcome: { state: 'refused' }, message: 'Plivo refused the Webhook URL.', fields: ['webhookUrl'], namesFields, requestId: null, activity: 1 };
      desk.answers.save_number = () => ({ kind: 'done', steps: [step] });
      await type('Alias', `Mine ${times}`);
      await click('button', 'Save changes');
      expect(screen.getByRole('region', { name: 'Result' }).textContent?.split('Webhook URL')).toHaveLength(times + 1);
    }
  });

  it('offers to try again and to enter the token if the keychain cannot be used', async () => {
    const desk = await openPanel();
    await type('Alias', 'Mine');
    for (const [code, again] of [['keychainAbsent', false], ['keychainLocked', true], ['keychainFailed', true]] as const) {
      desk.answers.save_number = () => { throw error(code, 'Out of reach.'); };
      await click('button', 'Save changes');
      const result = within(screen.getByRole('region', { name: 'Result' }));
      expect(result.queryByRole('button', { name: 'Save again' }) !== null).toBe(again);
      expect(result.getByRole('button', { name: 'Enter the token' })).toBeTruthy();
    }
    await click('button', 'Enter the token');
    expect(screen.getByRole('dialog', { name: 'Enter the token of Acme Production' })).toBeTruthy();
  });

  it('shows a failure with what helps', async () => {
    await openPanel((fake) => (fake.answers.save_number = () => { throw error('offline', 'No network. Nothing was written.'); }));
    await type('Alias', 'Mine');
    await click('button', 'Save changes');
    expect(screen.getByRole('alert').textContent).toContain('No connection to Plivo. No network. Nothing was written.');
    expect(screen.getByRole('button', { name: 'Save again' })).toBeTruthy();
    expect(field('Alias').value).toBe('Mine');
  });
});
