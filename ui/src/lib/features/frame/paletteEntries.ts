import type { NumberRow, ZoomTo } from '../../bridge';
import { count } from '../../words/count';
import type { Desk } from './desk.svelte';
import { theme, type ThemeChoice } from './theme.svelte';
import { zoom } from './zoom';

export type Entry = { key: string; label: string; hint: string; run: () => void };

function pageEntries(desk: Desk): Entry[] {
  const go = (page: Desk['page'], label: string): Entry => ({ key: `page-${page}`, label, hint: 'page', run: () => (desk.page = page) });
  return [go('numbers', 'Numbers'), go('drafts', 'Drafts'), go('calling', 'Calling'), go('activity', 'Activity')];
}

function panelEntries(desk: Desk): Entry[] {
  const { panel, shownPanel } = desk;
  if (!panel) return [];
  const calling: Entry = { key: 'calling', label: 'Calling page of this number', hint: `+${panel.number}`, run: () => desk.openCalling(panel.number) };
  // Nothing is saved or closed that cannot be seen.
  if (!shownPanel) return [calling];
  return [
    { key: 'save', label: 'Save changes', hint: 'Ctrl S', run: () => void shownPanel.save() },
    calling,
    { key: 'close', label: 'Close panel', hint: 'Esc', run: () => desk.closePanel() },
  ];
}

function selectionEntries(desk: Desk): Entry[] {
  const selected = desk.numbers?.selected;
  if (!selected || selected.size === 0) return [];
  const run = () => {
    desk.page = 'numbers';
    void desk.attempt(() => desk.tests.begin([...selected]));
  };
  return [{ key: 'tests', label: 'Test endpoints of the selected numbers', hint: count(selected.size, 'number'), run }];
}

function sandboxEntries(desk: Desk): Entry[] {
  const { network } = desk;
  if (network.offline === null) return [];
  const offline = !network.offline;
  return [{ key: 'offline', label: offline ? 'Simulate offline' : 'Stop simulating offline', hint: 'sandbox', run: () => void desk.attempt(() => network.set(offline)) }];
}

function accountEntries(desk: Desk): Entry[] {
  const { session } = desk;
  const current = session.current;
  const others = session.accounts.filter((account) => account.id !== current?.id);
  const entries: Entry[] = [
    { key: 'sync', label: 'Sync now', hint: 'read the list from Plivo', run: () => void session.sync() },
    ...others.map((account) => ({ key: account.id, label: `Switch to ${account.name}`, hint: account.authId, run: () => void desk.switchAccount(account.id) })),
    { key: 'connect', label: 'Connect another account', hint: 'account', run: () => (desk.dialog = { kind: 'connect' }) },
  ];
  if (!session.accounts.some((account) => account.kind === 'sandbox')) {
    entries.push({ key: 'sandbox', label: 'Explore the sandbox', hint: 'account', run: () => void desk.openSandbox() });
  }
  if (!current) return entries;
  entries.push({ key: 'rename', label: 'Name and colour of this account', hint: current.name, run: () => (desk.dialog = { kind: 'rename', account: current }) });
  if (current.kind === 'sandbox') entries.push({ key: 'reset', label: 'Reset the sandbox', hint: 'account', run: () => (desk.dialog = { kind: 'reset', account: current }) });
  else entries.push({ key: 'signOut', label: `Sign out of ${current.name}`, hint: 'account', run: () => (desk.dialog = { kind: 'signOut', account: current }) });
  return entries;
}

function themeEntries(): Entry[] {
  const choices: [ThemeChoice, string][] = [['system', 'Theme of the system'], ['light', 'Light theme'], ['dark', 'Dark theme']];
  return choices.filter(([choice]) => choice !== theme.choice).map(([choice, label]) => ({ key: choice, label, hint: 'looks', run: () => theme.choose(choice) }));
}

function zoomEntries(desk: Desk): Entry[] {
  const entry = (to: ZoomTo, label: string, hint: string): Entry => ({ key: `zoom-${to}`, label, hint, run: () => void zoom(desk, to) });
  return [entry('larger', 'Zoom in', 'Ctrl +'), entry('smaller', 'Zoom out', 'Ctrl -'), entry('actual', 'Actual size', 'Ctrl 0')];
}

/** The commands whose words hold everything that was typed. */
export function commandEntries(desk: Desk, typed: string): Entry[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const all = [...pageEntries(desk), ...panelEntries(desk), ...selectionEntries(desk), ...accountEntries(desk), ...sandboxEntries(desk), ...themeEntries(), ...zoomEntries(desk)];
  return all.filter(({ label, hint }) => words.every((word) => `${label} ${hint}`.toLowerCase().includes(word)));
}

export function numberEntry(desk: Desk, row: NumberRow): Entry {
  return { key: row.number, label: row.international, hint: [row.alias, row.waba].filter(Boolean).join(' · '), run: () => desk.openNumber(row.number) };
}
