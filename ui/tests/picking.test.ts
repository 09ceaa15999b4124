import { screen, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import type { FakeDesk } from './fake/desk';
import { inert, lines, messages, move, name, number, openTray, renameSome, violations, yes } from './tray';
import { click, settle, type } from './window';

const bar = () => within(screen.getByRole('group', { name: 'Picked drafts' }));
const all = () => screen.getByRole<HTMLInputElement>('checkbox', { name: 'Select all matching drafts' });
const said = () => bar().getByRole('status').textContent;
const told = async (desk: FakeDesk) => {
  desk.tell({ kind: 'draftsChanged', account: 'one' });
  await settle();
};
const some = (amount: number) => openTray((fake) => {
  renameSome(fake, amount);
  move(fake);
});

describe('picked drafts', () => {
  it('are counted, and none at first', async () => {
    await some(3);
    expect(said()).toBe('');
    expect(bar().queryByRole('button')).toBeNull();
    await click('checkbox', `Select draft of ${name}`);
    expect(said()).toBe('1 draft selected');
    expect([all().checked, all().indeterminate]).toEqual([false, true]);
    expect(await violations()).toEqual([]);
    // Some are picked: then all of them are.
    await click('checkbox', 'Select all matching drafts');
    expect([said(), all().checked, all().indeterminate]).toEqual(['4 drafts selected', true, false]);
    await click('checkbox', 'Select all matching drafts');
    expect([said(), all().checked]).toEqual(['', false]);
  });

  it('are all that match, without those that are taken out', async () => {
    const desk = await some(3);
    await click('checkbox', 'Select all matching drafts');
    expect(said()).toBe('4 drafts selected');
    await click('checkbox', 'Select draft of Mapping of Acme EU');
    expect(said()).toBe('3 drafts selected');
    await click('button', 'Mark selected as ready');
    expect(desk.called('mark_picked')).toMatchObject([{ ready: true, pick: { kind: 'matching', matching: 4, except: [{ kind: 'mapping' }] } }]);
    expect(messages()).toContain('3 drafts are marked as ready.');
    await told(desk);
    await click('button', 'Mark selected as not ready');
    expect(messages()).toContain('3 drafts are marked as not ready.');
  });

  it('are no longer all when the list shows others', async () => {
    const desk = await some(3);
    await click('checkbox', 'Select all matching drafts');
    await type('Search drafts', 'renamed');
    expect(said()).toBe('');
    await click('checkbox', 'Select all matching drafts');
    desk.kept.delete(number);
    await told(desk);
    expect(said()).toBe('');
  });

  it('that were picked one by one stay picked while the list is searched', async () => {
    await some(3);
    await click('checkbox', `Select draft of ${name}`);
    await type('Search drafts', 'Mapping');
    expect(said()).toBe('1 draft selected');
    await type('Search drafts', '');
    await click('button', `Discard draft of ${name}`);
    expect(said()).toBe('');
  });

  it('are discarded together, and come back together', async () => {
    const desk = await some(3);
    await click('checkbox', `Select draft of ${name}`);
    await click('button', 'Discard selected');
    expect(desk.called('discard_picked')).toMatchObject([{ pick: { kind: 'these', drafts: [{ kind: 'number', id: number }] } }]);
    expect(messages()).toContain('1 draft discarded.');
    expect(said()).toBe('');
    await click('button', /^Undo/);
    expect(desk.called('take_back_drafts')).toHaveLength(1);
  });

  it('are applied after the same question as any batch', async () => {
    const desk = await some(3);
    await click('checkbox', 'Select all matching drafts');
    await click('button', 'Apply selected');
    expect(screen.getByRole('alertdialog', { name: 'Apply the drafts of 3 numbers?' })).toBeTruthy();
    await yes();
    expect(desk.called('apply_preview')).toMatchObject([{ what: { kind: 'picked', pick: { kind: 'matching' } } }]);
    expect(said()).toBe('');
  });

  it('are asked about even if it is one: it may be out of sight', async () => {
    const desk = await some(3);
    await click('checkbox', `Select draft of ${name}`);
    await click('button', 'Apply selected');
    expect(screen.getByRole('alertdialog', { name: 'Apply the draft of 1 number?' })).toBeTruthy();
    expect(desk.called('apply_start')).toHaveLength(0);
  });

  it('do not pick a later draft of the same number', async () => {
    const desk = await some(3);
    await click('checkbox', `Select draft of ${name}`);
    const kept = desk.kept.get(number);
    if (kept) desk.kept.set(number, { ...kept, startedAt: kept.startedAt + 1 });
    await told(desk);
    expect(screen.getByRole<HTMLInputElement>('checkbox', { name: `Select draft of ${name}` }).checked).toBe(false);
  });

  it('cannot be applied while others are', async () => {
    await some(3);
    await click('button', `Apply draft of ${name}`);
    const others = lines().length;
    await click('checkbox', 'Select all matching drafts');
    expect(inert('Apply selected')).toBe(true);
    expect(others).toBeGreaterThan(1);
  });
});
