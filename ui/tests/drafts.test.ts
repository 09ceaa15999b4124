import { cleanup, screen, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { error, type FakeDesk } from './fake/desk';
import { button, inert, key, lines, mapping, move, name, number, openTray, rename, renameSome, violations, waba } from './tray';
import { click, first, openWindow, settle, type } from './window';

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
    check(0, name, 'editing', 'Alias', 'Support — APAC', 'Renamed');
    check(1, 'ready');
    check(2, 'conflict', 'Alias changed at Plivo too.');
    check(3, 'number disconnected', 'Plivo no longer lists it.');
    check(4, 'invalid', 'Answer URL is missing.');
    check(5, 'Mapping of Acme EU', 'the whole WABA', 'needs confirmation', 'Main Account', 'EU Team');
    const shapes = lines().map((line) => line.querySelector('.state svg')?.innerHTML ?? line.querySelector('.state .disc')?.className);
    expect(new Set(shapes.filter(Boolean)).size).toBe(6);
    expect(await violations()).toEqual([]);
    await click('button', `Details of ${name}`);
    expect(lines()[0]?.textContent).toContain('since 22 Nov 2026');
    expect(lines()[0]?.textContent).toContain('saved 22 Nov 2026');
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

  it('are searched and filtered by state with counts', async () => {
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
    // The field stays, so that nothing moves when the last but few drafts go.
    expect(screen.getByRole('searchbox', { name: 'Search drafts' })).toBeTruthy();
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
