import type { NumberRow, Theme, ZoomTo } from '../../bridge';
import type { Page } from '../../scope/scope';
import { attempt } from '../../state/attempt';
import { preferences } from '../../state/preferences.svelte';
import { count } from '../../words/count';
import { numberHint } from '../../words/values';
import type { AccountScope } from './accountScope.svelte';
import type { Desk } from './desk.svelte';
import { zoom } from './zoom';

export type Entry = { key: string; label: string; hint: string; run: () => void };

function pageEntries(scope: AccountScope): Entry[] {
  const go = (page: Page, label: string): Entry => ({ key: `page-${page}`, label, hint: 'page', run: () => (scope.page = page) });
  return [go('numbers', 'Numbers'), go('drafts', 'Drafts'), go('calling', 'Calling'), go('activity', 'Activity')];
}

function panelEntries(scope: AccountScope): Entry[] {
  const { current, shown } = scope.panels;
  if (!current) return [];
  const calling: Entry = { key: 'calling', label: 'Calling page of this number', hint: `+${current.number}`, run: () => scope.openCalling(current.number) };
  // A panel that is not visible cannot be saved or closed.
  if (!shown) return [calling];
  return [
    { key: 'save', label: 'Save changes', hint: 'Ctrl S', run: () => void shown.save() },
    calling,
    { key: 'close', label: 'Close panel', hint: 'Esc', run: () => scope.closePanel() },
  ];
}

function selectionEntries(scope: AccountScope): Entry[] {
  const { selection } = scope.list;
  if (selection.total === 0) return [];
  const run = () => {
    scope.page = 'numbers';
    void attempt(() => scope.tests.begin(selection.version));
  };
  return [{ key: 'tests', label: 'Test endpoints of the selected numbers', hint: count(selection.total, 'number'), run }];
}

function sandboxEntries(desk: Desk): Entry[] {
  const { network } = desk;
  if (network.offline === null) return [];
  const offline = !network.offline;
  return [{ key: 'offline', label: offline ? 'Simulate offline' : 'Stop simulating offline', hint: 'sandbox', run: () => void attempt(() => network.set(offline)) }];
}

function accountEntries({ session }: Desk, scope: AccountScope): Entry[] {
  const current = session.current;
  const others = session.accounts.filter((account) => account.id !== current?.id);
  const entries: Entry[] = [
    { key: 'sync', label: 'Sync now', hint: 'read the list from Plivo', run: () => void scope.sync() },
    ...others.map((account) => ({ key: account.id, label: `Switch to ${account.name}`, hint: account.authId, run: () => void session.switchTo(account.id) })),
    { key: 'connect', label: 'Connect another account', hint: 'account', run: () => (session.dialog = { kind: 'connect' }) },
  ];
  if (!session.accounts.some((account) => account.kind === 'sandbox')) {
    entries.push({ key: 'sandbox', label: 'Explore the sandbox', hint: 'account', run: () => void session.openSandbox() });
  }
  if (!current) return entries;
  entries.push({ key: 'rename', label: 'Name and colour of this account', hint: current.name, run: () => (session.dialog = { kind: 'rename', account: current }) });
  if (current.kind === 'sandbox') entries.push({ key: 'reset', label: 'Reset the sandbox', hint: 'account', run: () => (session.dialog = { kind: 'reset', account: current }) });
  else {
    entries.push({ key: 'signOut', label: `Sign out of ${current.name}`, hint: 'account', run: () => (session.dialog = { kind: 'signOut', account: current }) });
    entries.push({ key: 'forget', label: `Forget ${current.name} on this computer`, hint: 'account', run: () => (session.dialog = { kind: 'forget', account: current }) });
  }
  return entries;
}

function themeEntries(): Entry[] {
  const choices: [Theme, string][] = [['system', 'Theme of the system'], ['light', 'Light theme'], ['dark', 'Dark theme']];
  return choices.filter(([choice]) => choice !== preferences.theme).map(([choice, label]) => ({ key: choice, label, hint: 'looks', run: () => preferences.choose(choice) }));
}

function zoomEntries(): Entry[] {
  const entry = (to: ZoomTo, label: string, hint: string): Entry => ({ key: `zoom-${to}`, label, hint, run: () => void zoom(to) });
  return [entry('larger', 'Zoom in', 'Ctrl +'), entry('smaller', 'Zoom out', 'Ctrl -'), entry('actual', 'Actual size', 'Ctrl 0')];
}

function aboutEntries({ session }: Desk): Entry[] {
  return [{ key: 'about', label: 'About Number Desk', hint: 'version and licences', run: () => (session.dialog = { kind: 'about' }) }];
}

/** The commands whose words contain all typed words. */
export function commandEntries(desk: Desk, scope: AccountScope, typed: string): Entry[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const all = [...pageEntries(scope), ...panelEntries(scope), ...selectionEntries(scope), ...accountEntries(desk, scope), ...sandboxEntries(desk), ...themeEntries(), ...zoomEntries(), ...aboutEntries(desk)];
  // The open number is found as a number, and not as its calling page.
  const searched = ({ key, label, hint }: Entry) => (key === 'calling' ? label : `${label} ${hint}`).toLowerCase();
  return all.filter((entry) => words.every((word) => searched(entry).includes(word)));
}

export const numberEntry = (scope: AccountScope, row: NumberRow): Entry => ({ key: row.number, label: row.international, hint: numberHint(row), run: () => void scope.showNumber(row.number) });
