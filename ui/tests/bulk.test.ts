import { screen, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { expectAccessible } from './axe';
import { error, type FakeDesk } from './fake/desk';
import { FakeWork } from './fake/work';
import { click, openWindow, settle, type } from './window';

const dialog = () => screen.getByRole('dialog', { name: /^Edit [\d,]+ numbers?$/ });
const within2 = () => within(dialog());
const box = (name: string) => within2().getByRole<HTMLInputElement>('checkbox', { name });
const rows = () => within(within2().getByRole('list', { name: 'Difference per number' })).getAllByRole('listitem');
const alert = () => within2().getByRole('alert').textContent;
const edit = (desk: FakeDesk, command: string) => desk.called(command).at(-1)?.edit;
const nothing = { alias: null, configurationType: null, webhookUrl: null, aiAgent: null, calling: null, answerUrl: null };

/** Selects every number that matches the search, and opens the dialog. */
async function openBulk(search = '', prepare: (desk: FakeDesk) => void = () => undefined, numbers = 24): Promise<FakeDesk> {
  const desk = await openWindow((fake) => {
    new FakeWork(fake);
    prepare(fake);
  }, numbers);
  if (search) await type('Search numbers', search);
  await click('checkbox', 'Select all matching numbers');
  await click('button', /^Edit [\d,]+ numbers?$/);
  return desk;
}

async function press(name: string): Promise<void> {
  within2().getByRole('button', { name }).click();
  await settle();
}

/** Like `type`, but inside the dialog: the panel beside it has fields with the same names. */
async function typeInto(name: string, value: string): Promise<void> {
  const input = within2().getByRole<HTMLInputElement>('textbox', { name });
  input.value = value;
  input.dispatchEvent(new Event('input', { bubbles: true }));
  await settle();
}

describe('the bulk edit', () => {
  it('re-points 50 numbers in seven interactions', async () => {
    const desk = await openWindow((fake) => new FakeWork(fake), 50);
    desk.rows = desk.rows.map((row) => ({ ...row, configuration: 'webhook', calling: false }));
    await type('Search numbers', 'acme'); // 1: search
    expect(screen.getByText('50 of 50 numbers')).toBeTruthy();
    await click('checkbox', 'Select all matching numbers'); // 2: select all that match
    await click('button', 'Edit 50 numbers'); // 3: edit them
    await typeInto('Webhook URL', 'https://new.example/{number}'); // 4: type the URL
    await press('Make drafts and apply'); // 5: make drafts and apply them
    expect(desk.called('apply_preview')).toEqual([{ account: 'one', what: { kind: 'made', made: 1 } }]);
    expect(desk.called('apply_start')).toHaveLength(0);
    await type('Type how many numbers these are to confirm: 50', '50'); // 6: type their count
    await click('button', 'Apply 50 drafts'); // 7: apply them
    expect(desk.tray.view?.items).toHaveLength(50);
    expect(desk.tray.made.get(1)?.ready).toHaveLength(50);
    expect(desk.kept.get('918035737458')?.edits).toEqual({ webhookUrl: 'https://new.example/918035737458' });
    expect(screen.getByRole('heading', { name: 'Drafts' })).toBeTruthy();
  });

  it('sets what is ticked, and nothing else', async () => {
    const desk = await openBulk('vertrieb');
    await typeInto('Alias', 'Renamed');
    expect(box('Set Alias').checked).toBe(true);
    await typeInto('Answer URL', 'https://answer.example/');
    box('Set Alias').click();
    await press('Make drafts');
    expect(edit(desk, 'bulk_draft')).toEqual({ ...nothing, answerUrl: 'https://answer.example/' });
    expect([...desk.kept.keys()]).toHaveLength(desk.rows.filter((row) => row.alias === 'Vertrieb DE').length);
  });

  it('ticks whatever is chosen or switched, and can switch off', async () => {
    const desk = await openBulk('vertrieb');
    within2().getByRole('radio', { name: 'AI Agents' }).click();
    box('Set Enable WhatsApp Calling').click();
    await settle();
    expect(box('Set Configuration Type').checked).toBe(true);
    expect(dialog().textContent).toContain('Set to off.');
    await screen.findByRole('list', { name: 'Difference per number' });
    expect(edit(desk, 'bulk_preview')).toEqual({ ...nothing, configurationType: 'aiAgent', calling: false });
  });

  it('shows the preview of each number after a pause, with one request for all typed text', async () => {
    const desk = await openBulk('80357 37458', (fake) => void fake.edit_number({ number: '918035737458', edit: { field: 'alias', value: 'Drafted' } }));
    for (const text of ['h', 'https://new', 'https://new.example/{waba}']) await typeInto('Webhook URL', text);
    expect((await screen.findByRole('list', { name: 'Difference per number' })).textContent).toContain('https://new.example/102290129340390');
    expect(rows()[0]?.textContent).toContain('has a draft, which goes with it');
    expect(dialog().textContent).toContain('1 existing draft will be changed.');
    await expectAccessible();
    expect(desk.called('bulk_preview')).toHaveLength(1);
  });

  it('draws a few rows of very many', async () => {
    await openBulk('', undefined, 5000);
    await typeInto('Alias', 'One name');
    await screen.findByText(/of 5,000 would change/);
    expect(rows().length).toBeLessThan(60);
  });

  it('names the numbers that would have errors, and leaves them out of what is applied', async () => {
    const desk = await openBulk();
    await typeInto('Alias', 'One name');
    await screen.findByText(/would have errors and are left out/);
    const broken = desk.rows.filter((row) => row.configuration === '');
    expect(dialog().textContent).toContain(broken.slice(0, 5).map((row) => row.international).join(', '));
    await press('Make drafts and apply');
    await click('button', `Apply ${24 - broken.length} drafts`);
    expect(desk.tray.view?.items).toHaveLength(24 - broken.length);
    expect(desk.kept.size).toBe(24);
    expect(screen.getByRole('status', { name: 'Messages' }).textContent).toContain(`${broken.length} drafts have errors and are not applied.`);
  });

  it('can make drafts without applying them, clears the selection and offers an undo', async () => {
    const desk = await openBulk('vertrieb');
    await typeInto('Alias', 'One name');
    await screen.findByText(/would change/);
    expect(dialog().textContent).not.toContain('existing draft');
    await press('Make drafts');
    expect(desk.called('apply_start')).toHaveLength(0);
    expect(screen.queryByRole('group', { name: 'Selection' })).toBeNull();
    expect(screen.getByRole('status', { name: 'Messages' }).textContent).toMatch(/\d drafts? made. Nothing was sent./);
    await click('button', 'Undo');
    expect(desk.kept.size).toBe(0);
    expect(screen.getByRole('status', { name: 'Messages' }).textContent).toContain('Undone.');
  });
});

describe('drafts that were there before', () => {
  it('come back by Undo', async () => {
    const desk = await openBulk('80357 37458', (fake) => void fake.edit_number({ number: '918035737458', edit: { field: 'alias', value: 'Drafted' } }));
    await typeInto('Alias', 'One name');
    await screen.findByText(/would change/);
    await press('Make drafts');
    expect(screen.getByRole('status', { name: 'Messages' }).textContent).toContain('1 draft made. Nothing was sent.');
    await click('button', 'Undo');
    const [taken] = desk.called('take_back_drafts').map(({ made }) => made);
    expect(desk.tray.made.get(taken as number)).toMatchObject({ keys: [{ kind: 'number', id: '918035737458' }], aside: 1 });
    expect(screen.getByRole('status', { name: 'Messages' }).textContent).toContain('Undone. 1 earlier draft is back.');
  });

  it('are reported as removed if nothing differs any more', async () => {
    const desk = await openBulk('80357 37458');
    desk.answers.bulk_draft = () => ({ made: { id: 7, drafts: 0, aside: 1 }, ready: 0, invalid: 0, discarded: 1 });
    await typeInto('Alias', 'One name');
    await press('Make drafts and apply');
    expect(screen.getByRole('status', { name: 'Messages' }).textContent).toContain('1 draft discarded: it asks for what Plivo holds.');
    expect(desk.called('apply_start')).toHaveLength(0);
  });
});

describe('the bulk edit says why it makes nothing', () => {
  it('when nothing is set', async () => {
    const desk = await openBulk();
    await press('Make drafts');
    expect(alert()).toContain('Nothing is set yet');
    expect(desk.called('bulk_draft')).toHaveLength(0);
  });

  it('when a type is to be set and none is chosen', async () => {
    await openBulk();
    box('Set Configuration Type').click();
    await press('Make drafts');
    expect(alert()).toContain('Choose a Configuration Type');
  });

  it('when a URL is wrong whatever the number, at its field', async () => {
    const desk = await openBulk();
    await typeInto('Webhook URL', 'https://new.example/{account}');
    await press('Make drafts and apply');
    expect(alert()).toContain('No draft was made: correct Webhook URL first.');
    expect(within2().getByRole('textbox', { name: 'Webhook URL' }).getAttribute('aria-invalid')).toBe('true');
    expect(dialog().textContent).toContain('{account} stands for nothing');
    expect(desk.called('bulk_draft')).toHaveLength(0);
  });

  it('when every number has it already', async () => {
    await openBulk('80357 37458');
    await typeInto('Alias', 'Support — APAC');
    await press('Make drafts');
    expect(alert()).toContain('Nothing would change');
  });

  it('when each number would have an error, and still makes drafts', async () => {
    const desk = await openBulk('80357 37458');
    await typeInto('Webhook URL', 'nonsense');
    await press('Make drafts and apply');
    expect(alert()).toContain('None can be applied');
    await press('Make drafts');
    expect(desk.kept.size).toBe(1);
  });

  it('when the disk refused, and stays open', async () => {
    const desk = await openBulk('80357 37458');
    desk.answers.bulk_draft = () => { throw error('disk', 'The disk is full.'); };
    await typeInto('Alias', 'One name');
    await press('Make drafts and apply');
    expect(alert()).toContain('No draft was made. The disk is full.');
    expect(desk.called('apply_start')).toHaveLength(0);
  });
});
