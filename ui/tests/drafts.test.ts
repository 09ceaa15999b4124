import { cleanup, screen, within } from '@testing-library/svelte';
import axe from 'axe-core';
import { describe, expect, it } from 'vitest';
import type { BatchItem } from '../src/lib/bridge';
import { error, type FakeDesk } from './fake/desk';
import { click, first, openWindow, settle, type } from './window';

const number = '918035737458';
const name = '+91 80357 37458';
const waba = '102290129340390';
const mapping = { kind: 'mapping', id: waba };
const key = { kind: 'number', id: number };

const rename = (fake: FakeDesk, of = number) => void fake.edit_number({ number: of, edit: { field: 'alias', value: 'Renamed' } });
const move = (fake: FakeDesk) => void fake.edit_number({ number, edit: { field: 'accountMapping', value: 'SAEUTEAM000000000001' } });
const renameSome = (fake: FakeDesk, amount: number) => fake.rows.slice(0, amount).forEach((row) => rename(fake, row.number));

async function openTray(prepare: (fake: FakeDesk) => void, numbers?: number): Promise<FakeDesk> {
  const desk = await openWindow(prepare, numbers);
  await click('button', /^Drafts/);
  return desk;
}

/** Says yes to what a batch of several numbers would send. */
const yes = () => click('button', /^Apply \d+ drafts$/);
const lines = () => within(screen.getByRole('list', { name: 'Drafts' })).getAllByRole('listitem');
const results = () => within(screen.getByRole('list', { name: 'Results' })).getAllByRole('listitem').map((line) => line.textContent?.replace(/\s+/g, ' ').trim());
const button = (label: string | RegExp) => screen.getByRole('button', { name: label });
const inert = (label: string | RegExp) => button(label).getAttribute('aria-disabled') === 'true';
const messages = () => screen.getByRole('status', { name: 'Messages' }).textContent ?? '';
const violations = async () => {
  const found = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false }, region: { enabled: false } } });
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
};

describe('a draft in the tray', () => {
  it('shows its state in words, the reason, its changes and its time', async () => {
    await openTray((fake) => {
      renameSome(fake, 5);
      move(fake);
      const [, second, third, fourth, fifth] = fake.rows.map((row) => `number ${row.number}`) as [string, string, string, string, string];
      fake.tray.readySet.add(second);
      fake.tray.states.set(third, { state: 'conflict', note: 'Alias changed at Plivo too.' });
      fake.tray.states.set(fourth, { state: 'disconnected', note: 'Plivo no longer lists it.' });
      fake.tray.states.set(fifth, { state: 'invalid', note: 'Answer URL is missing.' });
    });
    const said = lines().map((line) => line.textContent ?? '');
    const check = (at: number, ...parts: string[]) => parts.forEach((part) => expect(said[at]).toContain(part));
    check(0, name, 'editing', 'Alias', 'Support — APAC', 'Renamed', 'since 22 Nov 2026', 'saved 22 Nov 2026');
    check(1, 'ready');
    check(2, 'conflict', 'Alias changed at Plivo too.');
    check(3, 'number disconnected', 'Plivo no longer lists it.');
    check(4, 'invalid', 'Answer URL is missing.');
    check(5, 'Mapping of Acme EU', 'the whole WABA', 'needs confirmation', 'Main Account', 'EU Team');
    const shapes = lines().map((line) => line.querySelector('.badge svg')?.innerHTML ?? line.querySelector('.badge .disc')?.className);
    expect(new Set(shapes.filter(Boolean)).size).toBe(6);
    expect(await violations()).toEqual([]);
  });

  it('is marked as ready, and not ready again', async () => {
    const desk = await openTray(rename);
    expect(inert(/^Apply all ready/)).toBe(true);
    button(`Mark as ready: ${name}`).focus();
    await click('button', `Mark as ready: ${name}`);
    expect(document.activeElement).toBe(button(`Not ready: ${name}`));
    expect(desk.called('mark_ready')).toEqual([{ account: 'one', draft: key, ready: true }]);
    expect(lines()[0]?.textContent).toContain('ready');
    expect(button(/^Apply all ready/).textContent).toMatch(/^\s*Apply all ready 1\s*$/);
    await click('button', `Not ready: ${name}`);
    expect(desk.called('mark_ready').at(-1)).toMatchObject({ ready: false });
    expect(button(`Mark as ready: ${name}`).textContent).toContain('Mark as ready');
  });

  it('offers to be marked only where that makes sense, and to be unmarked always', async () => {
    await openTray((fake) => {
      renameSome(fake, 2);
      const [one, other] = fake.rows.map((row) => `number ${row.number}`) as [string, string];
      for (const draft of [one, other]) fake.tray.states.set(draft, { state: 'invalid', note: 'It is wrong.' });
      fake.tray.readySet.add(other);
    });
    expect(within(lines()[0] as HTMLElement).queryByRole('button', { name: /ready/ })).toBeNull();
    expect(within(lines()[1] as HTMLElement).getByRole('button', { name: /^Not ready/ })).toBeTruthy();
    expect(lines()[1]?.textContent).toContain('marked as ready');
  });

  it('is discarded with an undo, and the other draft of the same number stays', async () => {
    const desk = await openTray((fake) => (rename(fake), move(fake)));
    button('Discard draft of Mapping of Acme EU').focus();
    await click('button', 'Discard draft of Mapping of Acme EU');
    expect(desk.called('discard_one')).toEqual([{ account: 'one', draft: mapping }]);
    expect(lines()).toHaveLength(1);
    expect(document.activeElement).toBe(screen.getByRole('heading', { name: 'Drafts' }));
    await click('button', 'Undo');
    expect(lines()).toHaveLength(2);
    expect(desk.called('undo_discard')).toHaveLength(1);
  });

  it('includes what its open panel is still sending, and the panel follows the discard and the undo', async () => {
    let commit: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (commit = resolve));
    const desk = await openWindow(rename);
    await click('row', first);
    desk.answers.edit_number = async (args) => (await held, desk.edit_number(args));
    await type('Alias', 'On its way');
    await click('button', /^Drafts/);
    await click('button', `Discard draft of ${name}`);
    expect(desk.called('discard_one')).toHaveLength(0);
    commit();
    await settle();
    expect(desk.called('discard_one')).toHaveLength(1);
    await click('button', 'Numbers');
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Alias' }).value).toBe('Support — APAC');
    await click('button', 'Undo');
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Alias' }).value).toBe('On its way');
  });

  it('opens in the panel, for a mapping in that of a number of its WABA', async () => {
    const desk = await openTray(move);
    await click('button', 'Open Mapping of Acme EU');
    expect(desk.called('open_number').at(-1)?.number).toBe(number);
    expect(screen.getByRole('complementary')).toBeTruthy();
  });
});

describe('many drafts', () => {
  it('are read and drawn near the view alone', async () => {
    const desk = await openTray((fake) => renameSome(fake, 230), 1500);
    expect(lines().length).toBeLessThan(40);
    expect(lines().map((line) => [line.getAttribute('aria-posinset'), line.getAttribute('aria-setsize')]).slice(0, 2)).toEqual([['1', '230'], ['2', '230']]);
    expect(desk.called('drafts').every(({ span }) => (span as { limit: number }).limit <= 100)).toBe(true);
  });

  it('are searched and filtered by state with counts; a handful is not', async () => {
    const desk = await openTray((fake) => {
      renameSome(fake, 12);
      fake.tray.readySet.add(`number ${number}`);
    });
    await type('Search drafts', '80357 renamed');
    expect(lines()).toHaveLength(1);
    await type('Search drafts', 'zzz');
    expect(screen.getByRole('heading', { name: 'No draft matches' })).toBeTruthy();
    await click('button', 'Clear search and filter');
    await click('button', 'Filter by State');
    const choices = within(screen.getByRole('dialog', { name: 'Filter by State' })).getAllByRole('checkbox').map((box) => box.parentElement?.textContent?.replace(/\s+/g, ' ').trim());
    expect(choices).toEqual(['invalid2', 'editing9', 'ready1']);
    await click('checkbox', /ready/);
    expect(lines()).toHaveLength(1);
    await click('button', 'Clear State');
    desk.kept.clear();
    rename(desk);
    desk.tell({ kind: 'draftsChanged', account: 'one' });
    await settle();
    expect(screen.queryByRole('searchbox', { name: 'Search drafts' })).toBeNull();
  });
});

describe('applying', () => {
  const three = (fake: FakeDesk) => {
    renameSome(fake, 3);
    move(fake);
    for (const row of fake.rows.slice(0, 2)) fake.tray.readySet.add(`number ${row.number}`);
    fake.tray.readySet.add(`mapping ${waba}`);
  };

  it('sends only what is ready, and says what became of each', async () => {
    const desk = await openTray(three);
    await click('button', /^Apply all ready/);
    await yes();
    expect(desk.called('apply_preview')).toEqual([{ account: 'one', what: { kind: 'ready' } }]);
    expect(desk.called('apply_start')).toHaveLength(1);
    const bar = () => screen.getByRole<HTMLProgressElement>('progressbar', { name: 'Applying drafts' });
    expect([bar().value, bar().max]).toEqual([0, 3]);
    expect(button(/^Drafts/).textContent).toMatch(/Drafts\s+0\/3/);
    expect(inert(/^Apply all ready/)).toBe(true);
    desk.tray.step('applied', 'Saved, and read back from Plivo.');
    await settle();
    expect(bar().value).toBe(1);
    expect(screen.getByText('1 of 3 done')).toBeTruthy();
    desk.tray.step('failed', 'Plivo refused the alias.');
    desk.tray.step('needsYou', 'A move has to be confirmed.');
    await settle();
    expect(results()).toEqual([
      expect.stringMatching(/^\+91 80357 37458 .*applied Saved, and read back/),
      expect.stringMatching(/failed Plivo refused the alias\.$/),
      expect.stringMatching(/^Mapping of Acme EU .*needs you A move has to be confirmed\. Review and confirm$/),
    ]);
    expect(screen.getByRole('heading', { name: 'Applied' })).toBeTruthy();
    expect(button(/^Drafts/).textContent).toMatch(/Drafts\s+3$/);
    expect(await violations()).toEqual([]);
    button('Done').focus();
    await click('button', 'Done');
    expect(screen.queryByRole('progressbar', { name: 'Applying drafts' })).toBeNull();
    expect(document.activeElement).toBe(screen.getByRole('heading', { name: 'Drafts' }));
  });

  it('stops after the write that runs, and goes on when asked', async () => {
    const desk = await openTray(three);
    await click('button', /^Apply all ready/);
    await yes();
    await click('button', 'Stop');
    expect(desk.called('apply_stop')).toHaveLength(1);
    expect(inert('Stopping…')).toBe(true);
    expect(screen.queryByRole('button', { name: 'Resume' })).toBeNull();
    desk.tray.step('applied', 'Saved.');
    await settle();
    expect(screen.getByRole('heading', { name: 'Applying was interrupted' })).toBeTruthy();
    expect(screen.getByText('1 of 3 done')).toBeTruthy();
    await click('button', 'Resume');
    expect(desk.called('apply_preview').at(-1)).toEqual({ account: 'one', what: { kind: 'waiting' } });
    expect(button('Stop')).toBeTruthy();
  });

  it('can be stopped again if the stop itself was refused', async () => {
    const desk = await openTray(three);
    await click('button', /^Apply all ready/);
    await yes();
    desk.answers.apply_stop = () => { throw error('internal', 'It did not stop.'); };
    await click('button', 'Stop');
    expect(messages()).toContain('It did not stop.');
    expect(inert('Stop')).toBe(false);
  });

  it('says why it stopped by itself', async () => {
    const desk = await openTray(three);
    await click('button', /^Apply all ready/);
    await yes();
    desk.tray.step('needsYou', 'Not sent.');
    if (desk.tray.view) desk.tray.view = { ...desk.tray.view, running: false, because: 'Plivo cannot be reached any more.' };
    desk.tell({ kind: 'status', account: 'one', status: desk.status() });
    await settle();
    expect(screen.getByRole('alert').textContent).toContain('Plivo cannot be reached any more.');
    expect(button('Resume')).toBeTruthy();
  });

  it('says beside its buttons why no other batch is started', async () => {
    const desk = await openTray(three);
    await click('button', /^Apply all ready/);
    await yes();
    await click('button', 'Stop');
    desk.tray.step('applied', 'Saved.');
    await settle();
    desk.answers.apply_preview = (args) => {
      if (args.what.kind === 'waiting') return desk.tray.apply_preview(args);
      throw error('interrupted', '2 drafts wait in an earlier batch that was interrupted. Resume it or dismiss it first.');
    };
    const bar = within(screen.getByRole('group', { name: 'Batch' }));
    await click('button', `Apply draft of ${desk.rows[2]?.international}`);
    expect(bar.getByRole('alert').textContent).toContain('Nothing was sent. 2 drafts wait in an earlier batch');
    expect(messages()).not.toContain('drafts wait');
    expect(bar.getByRole('button', { name: 'Dismiss' })).toBeTruthy();
    expect(await violations()).toEqual([]);
    await click('button', 'Resume');
    expect(bar.queryByRole('alert')).toBeNull();
  });

  it('shows no result of an earlier batch while its own are read', async () => {
    const desk = await openTray(three);
    await click('button', `Apply draft of ${name}`);
    desk.tray.step('applied', 'Saved.');
    await settle().then(() => expect(results()).toHaveLength(1));
    await click('button', 'Done');
    desk.answers.batch_items = () => new Promise(() => undefined);
    await click('button', `Apply draft of ${desk.rows[2]?.international}`);
    expect(screen.getByText('0 of 1 done')).toBeTruthy();
    expect(within(screen.getByRole('list', { name: 'Results' })).queryAllByRole('listitem')).toEqual([]);
  });

  it('is offered again after a restart', async () => {
    const item = (at: number, state: BatchItem['state']): BatchItem => ({ key: { kind: 'number', id: String(at) }, number: String(at), title: `+${at}`, alias: '', state, message: '' });
    const desk = await openWindow((fake) => (fake.tray.view = { running: false, stopping: false, startedAt: 1, because: null, items: [item(1, 'applied'), item(2, 'waiting')] }));
    expect(messages()).toContain('Applying drafts was interrupted: 1 of 2 done.');
    expect(desk.called('apply_start')).toHaveLength(0);
    await click('button', 'Open drafts');
    expect(results()).toEqual([expect.stringContaining('applied'), expect.stringContaining('waiting')]);
    await click('button', 'Resume');
    expect(results()?.[1]).toContain('being applied');
  });

  it('protects the drafts that it is applying from changes, and says so', async () => {
    const desk = await openTray(three);
    await click('button', /^Apply all ready/);
    await yes();
    await click('button', `Discard draft of ${name}`);
    await click('button', `Not ready: ${name}`);
    expect(messages()).toContain('part of the batch');
    expect(desk.called('discard_one')).toHaveLength(0);
    expect(desk.called('mark_ready')).toHaveLength(0);
    expect(inert(`Discard draft of ${desk.rows[2]?.international}`)).toBe(false);
  });

  it('applies one, ready or not, but not one that cannot be applied', async () => {
    const desk = await openTray((fake) => {
      renameSome(fake, 2);
      fake.tray.states.set(`number ${fake.rows[1]?.number}`, { state: 'conflict', note: 'Both changed.' });
    });
    const other = `Apply draft of ${desk.rows[1]?.international}`;
    expect(inert(other)).toBe(true);
    await click('button', other);
    expect(messages()).toContain('open it and decide first');
    await click('button', `Apply draft of ${name}`);
    expect(desk.called('apply_preview')).toEqual([{ account: 'one', what: { kind: 'drafts', drafts: [key] } }]);
    expect(desk.called('apply_start'), 'one number needs no question').toHaveLength(1);
  });

  it('sends one more request after a running one, however often it made progress', async () => {
    const desk = await openTray(three);
    await click('button', /^Apply all ready/);
    await yes();
    const before = desk.called('batch_items').length;
    let answer: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (answer = resolve));
    desk.answers.batch_items = async (args) => (await held, desk.tray.batch_items(args));
    for (let at = 0; at < 20; at += 1) await Promise.resolve(desk.tell({ kind: 'batchChanged', account: 'one' }));
    answer();
    await settle();
    expect(desk.called('batch_items').length - before).toBe(2);
  });

  it('tells its progress in the header without a request, while another page is shown', async () => {
    const desk = await openTray(three);
    await click('button', /^Apply all ready/);
    await yes();
    await click('button', 'Numbers');
    const before = desk.calls.length;
    desk.tray.step('applied', 'Saved.');
    await settle();
    expect(button(/^Drafts/).textContent).toContain('1/3');
    expect(desk.calls.slice(before).map(({ name }) => name)).toEqual([]);
  });

  it('opens the panel of a draft that needs the user', async () => {
    const desk = await openTray(three);
    await click('button', /^Apply all ready/);
    await yes();
    desk.tray.step('needsYou', 'It has a conflict.');
    await settle();
    await click('button', `Open panel of ${name}`);
    expect(screen.getByRole('complementary')).toBeTruthy();
    expect(desk.called('open_number').at(-1)?.number).toBe(number);
  });
});

describe('a mapping in the tray', () => {
  const typedName = /^Type the WABA’s name to confirm: Acme EU$/;
  const dialog = () => screen.queryByRole('alertdialog');
  const ask = async (prepare: (fake: FakeDesk) => void = () => undefined) => {
    const desk = await openTray((fake) => (move(fake), prepare(fake)));
    await click('button', 'Apply draft of Mapping of Acme EU');
    return desk;
  };

  it('is shown from a fresh read and moved only when its name is typed', async () => {
    const desk = await ask();
    expect(desk.called('save_mapping')).toEqual([{ account: 'one', wabaId: waba }]);
    expect(desk.called('apply_start')).toHaveLength(0);
    expect(within(dialog() as HTMLElement).getAllByRole('listitem')).toHaveLength(5);
    expect(document.activeElement?.textContent).toBe('Keep as draft');
    await type(typedName, 'Acme E');
    await click('button', 'Move 5 numbers');
    expect(dialog()?.textContent).toContain('Type Acme EU exactly');
    await type(typedName, 'Acme EU');
    await click('button', 'Move 5 numbers');
    expect(dialog()).toBeNull();
    expect(desk.called('confirm_remap')).toMatchObject([{ typed: 'Acme E' }, { account: 'one', number, previewId: 'p1', typed: 'Acme EU' }]);
    expect(screen.getByRole('group', { name: 'Result of Mapping of Acme EU' }).textContent).toContain('All numbers of the WABA are now of EU Team.');
    expect(screen.getByRole('heading', { name: 'No drafts' })).toBeTruthy();
  });

  it('stays a draft when the dialog is cancelled, and the preview is dropped', async () => {
    const desk = await ask();
    await click('button', 'Keep as draft');
    expect(dialog()).toBeNull();
    expect(desk.called('drop_preview')).toMatchObject([{ previewId: 'p1' }]);
    expect(lines()).toHaveLength(1);
  });

  it('is read again when the confirmation has expired', async () => {
    const desk = await ask((fake) => (fake.answers.confirm_remap = () => { throw error('confirmationExpired', 'Too late.'); }));
    await type(typedName, 'Acme EU');
    await click('button', 'Move 5 numbers');
    expect(desk.called('save_mapping')).toHaveLength(2);
    expect(within(dialog() as HTMLElement).getByRole('alert').textContent).toContain('The confirmation had expired. This is a fresh read.');
  });

  it('says why no confirmation is possible', async () => {
    const check = async (answer: () => unknown, words: string) => {
      const desk = await ask((fake) => (fake.answers.save_mapping = answer));
      expect(dialog()).toBeNull();
      expect(screen.getByRole('group', { name: 'Result of Mapping of Acme EU' }).textContent).toContain(words);
      expect(desk.called('confirm_remap')).toHaveLength(0);
      await click('button', 'Close result');
      cleanup();
    };
    await check(() => ({ kind: 'nothingToDo' }), 'Plivo already holds');
    await check(() => ({ kind: 'conflict', conflicts: [] }), 'open the draft to decide');
    await check(() => ({ kind: 'invalid', problems: [{ field: 'accountMapping', severity: 'error', message: 'The subaccount is disabled.', fix: null }] }), 'The subaccount is disabled.');
    await check(() => { throw error('unsettled', 'A write is not yet known.'); }, 'The last write is not yet known. A write is not yet known.');
  });

  it('is confirmed out of a batch, one WABA at a time', async () => {
    const desk = await openTray((fake) => (move(fake), fake.tray.readySet.add(`mapping ${waba}`)));
    await click('button', /^Apply all ready/);
    desk.tray.step('needsYou', 'A move has to be confirmed.');
    await settle();
    await click('button', 'Review and confirm Mapping of Acme EU');
    desk.answers.confirm_remap = (args) => {
      desk.tell({ kind: 'saving', account: 'one', number, stage: 'remapping' });
      return settle().then(() => (expect(dialog()?.textContent).toContain('Moving the WABA…'), desk.confirm_remap(args)));
    };
    await type(typedName, 'Acme EU');
    await click('button', 'Move 5 numbers');
    await settle();
    expect(dialog()).toBeNull();
    expect(screen.getByRole('group', { name: 'Result of Mapping of Acme EU' }).textContent).toContain('confirmed');
  });
});
