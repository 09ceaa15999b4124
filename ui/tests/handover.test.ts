import { screen, within } from '@testing-library/svelte';
import axe from 'axe-core';
import { describe, expect, it } from 'vitest';
import type { ImportItem, ImportState } from '../src/lib/bridge';
import { mostBytes } from '../src/lib/features/drafts/importing.svelte';
import { error, type FakeDesk } from './fake/desk';
import { click, openWindow, press, settle } from './window';

const item = (at: number, state: ImportState, more: Partial<ImportItem> = {}): ImportItem => ({ key: { kind: 'number', id: String(at) }, title: `+${at}`, alias: '', changes: [{ field: 'alias', before: 'old', after: `alias ${at}` }], state, note: null, problems: [], choice: state === 'unknown' || state === 'nothing' ? 'never' : state === 'replaces' ? 'possible' : 'proposed', ...more });

async function openTray(prepare: (fake: FakeDesk) => void = () => undefined): Promise<FakeDesk> {
  const desk = await openWindow(prepare);
  await click('button', /^Drafts/);
  return desk;
}

/** Simulates the file chooser: the page only sees that the field changes. */
async function choose(file: File): Promise<void> {
  const field = screen.getByLabelText<HTMLInputElement>('Hand-over file');
  Object.defineProperty(field, 'files', { value: [file], configurable: true });
  field.dispatchEvent(new Event('change', { bubbles: true }));
  await settle();
  await settle();
}

const file = (text = '{}') => new File([text], 'drafts.json', { type: 'application/json' });
const dialog = () => screen.queryByRole('dialog');
const box = (title: string) => screen.getByRole<HTMLInputElement>('checkbox', { name: `Import ${title}` });
const messages = () => screen.getByRole('status', { name: 'Messages' }).textContent ?? '';

const every = [item(1, 'new'), item(2, 'replaces', { note: 'Your draft would be discarded.' }), item(3, 'conflict'), item(4, 'invalid', { problems: [{ field: 'answerUrl', severity: 'error', message: 'An address is needed here.', fix: null }] }), item(5, 'unknown'), item(6, 'nothing')];
const withEvery = (fake: FakeDesk) => void (fake.tray.file = { ...fake.tray.file, items: every });

describe('an export of drafts', () => {
  it('says where the file is, how many drafts it has, and what is left out', async () => {
    const desk = await openTray((fake) => fake.edit_number({ number: '918035737458', edit: { field: 'alias', value: 'Renamed' } }));
    await click('button', 'Export drafts');
    expect(desk.called('export_drafts')).toEqual([{ account: 'one' }]);
    for (const words of ['1 draft exported to /downloads/number-desk-drafts.json', 'URLs as they are, and no token']) expect(document.body.textContent).toContain(words);
    await click('button', 'Close note of the export');
    expect(screen.queryByText(/number-desk-drafts/, { selector: 'code' })).toBeNull();
  });

  it('without drafts is refused with a message', async () => {
    const desk = await openTray();
    await click('button', 'Export drafts');
    expect(desk.called('export_drafts')).toHaveLength(0);
    expect(messages()).toContain('There is no draft to export.');
  });
});

describe('an import of drafts', () => {
  it('is asked for by a button, and takes files of one kind', async () => {
    await openTray();
    const field = screen.getByLabelText<HTMLInputElement>('Hand-over file');
    expect([field.type, field.accept]).toEqual(['file', '.json,application/json']);
    let clicked = 0;
    field.addEventListener('click', (event) => (event.preventDefault(), (clicked += 1)));
    await click('button', 'Import drafts');
    expect(clicked).toBe(1);
  });

  it('shows everything first, and chooses what loses nothing', async () => {
    const desk = await openTray(withEvery);
    await choose(file());
    expect(desk.called('import_preview')).toEqual([{ account: 'one', text: '{}' }]);
    const lines = within(screen.getByRole('list', { name: 'Drafts in the file' })).getAllByRole('listitem').map((line) => line.textContent);
    const states = ['new', 'replaces your draft', 'conflict', 'has errors', 'not possible here', 'nothing to do'];
    states.forEach((words, at) => expect(lines[at]).toContain(words));
    expect(lines[1]).toContain('Your draft would be discarded.');
    expect(lines[3]).toContain('Answer URL: An address is needed here.');
    expect(lines[0]).toMatch(/Alias\s*old\s*→\s*alias 1/);
    expect(every.map(({ title }) => [box(title).checked, box(title).disabled])).toEqual([[true, false], [false, false], [true, false], [true, false], [false, true], [false, true]]);
    expect(dialog()?.textContent).toContain('by lena');
    const found = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false }, region: { enabled: false } } });
    expect(found.violations.map(({ id }) => id)).toEqual([]);
  });

  it('imports only the chosen drafts', async () => {
    const desk = await openTray(withEvery);
    await choose(file());
    box('+3').click();
    await settle();
    const before = desk.called('drafts').length;
    await click('button', 'Import 2 drafts');
    expect(desk.called('import_drafts')).toEqual([{ account: 'one', text: '{}', drafts: [every[0]?.key, every[3]?.key] }]);
    expect(dialog()).toBeNull();
    expect(messages()).toContain('2 drafts imported.');
    expect(desk.called('drafts').length).toBeGreaterThan(before);
  });

  it('restores the drafts that it replaced', async () => {
    const desk = await openTray(withEvery);
    const made = { id: 71, drafts: 4, aside: 1 };
    desk.answers.import_drafts = () => made;
    desk.answers.take_back_drafts = () => ({ taken: 2, changed: 1, gone: 1, back: 1, open: [] });
    await choose(file());
    await click('button', 'Choose all');
    await click('button', 'Import 4 drafts');
    expect(messages()).toContain('4 drafts imported, 1 draft replaced.');
    await click('button', 'Undo import');
    expect(desk.called('take_back_drafts')).toEqual([{ account: 'one', made: 71, open: [] }]);
    expect(messages()).toContain('Undone. 1 earlier draft is back. 1 draft was changed since, and stays. 1 draft was no longer there: saved or discarded since.');
  });

  it('does nothing while nothing is chosen', async () => {
    const desk = await openTray(withEvery);
    await choose(file());
    await click('button', 'Choose none');
    expect(screen.getByRole('button', { name: 'Import 0 drafts' }).getAttribute('aria-disabled')).toBe('true');
    await click('button', 'Import 0 drafts');
    expect(desk.called('import_drafts')).toHaveLength(0);
    expect(dialog()).toBeTruthy();
  });

  it('imports nothing on Escape and on Cancel, and accepts the same file again', async () => {
    const desk = await openTray(withEvery);
    await choose(file());
    dialog()?.dispatchEvent(new Event('cancel', { cancelable: true }));
    await settle();
    expect(dialog()).toBeNull();
    await choose(file());
    await click('button', 'Cancel');
    expect(dialog()).toBeNull();
    expect(desk.called('import_drafts')).toHaveLength(0);
  });

  it('keeps the choice and says why if the disk refused', async () => {
    const desk = await openTray(withEvery);
    desk.answers.import_drafts = () => { throw error('disk', 'The disk is full.'); };
    await choose(file());
    await click('button', 'Import 3 drafts');
    expect(dialog()?.textContent).toMatch(/Nothing came in\. The disk is full\. The drafts here are as they were\./);
    delete desk.answers.import_drafts;
    await click('button', 'Import 3 drafts');
    expect(dialog()).toBeNull();
  });

  it('says for each file that cannot be imported what the problem is', async () => {
    const desk = await openTray();
    const check = async (message: string) => {
      desk.answers.import_preview = () => { throw error('invalidInput', message); };
      await choose(file());
      expect(screen.getByRole('heading', { name: 'The file cannot be imported' })).toBeTruthy();
      expect(screen.getByRole('alert').textContent).toContain(message);
      expect(screen.queryByRole('button', { name: /^Import \d/ })).toBeNull();
      await click('button', 'Close');
      expect(dialog()).toBeNull();
    };
    await check('This file is from a newer Number Desk. Update this one first.');
    await check('This file is damaged.');
    await check('This file is of another account, MA123.');
  });

  it('does not even read a file that is too large', async () => {
    const desk = await openTray();
    const sized = (size: number) => Object.defineProperty(file(), 'size', { value: size });
    await choose(sized(mostBytes + 1));
    expect(screen.getByRole('alert').textContent).toContain('larger than 20 MB');
    expect(desk.called('import_preview')).toHaveLength(0);
    await click('button', 'Close');
    await choose(sized(mostBytes));
    expect(desk.called('import_preview')).toHaveLength(1);
  });

  it('shows nothing after it was closed during the read', async () => {
    const desk = await openTray(withEvery);
    let answer: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (answer = resolve));
    desk.answers.import_preview = async () => (await held, desk.tray.file);
    await choose(file());
    expect(dialog()?.textContent).toContain('Reading drafts.json');
    await click('button', 'Cancel');
    answer();
    await settle();
    expect(dialog()).toBeNull();
  });

  it('starts on the safe way out, and keeps the palette away', async () => {
    await openTray(withEvery);
    await choose(file());
    expect(document.activeElement?.textContent).toBe('Cancel');
    await press(document.activeElement as Element, 'k', { ctrlKey: true });
    expect(screen.queryByLabelText('Command or number')).toBeNull();
  });
});
