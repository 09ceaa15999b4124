import { screen, within } from '@testing-library/svelte';
import axe from 'axe-core';
import type { FakeDesk } from './fake/desk';
import { click, openWindow } from './window';

export const number = '918035737458';
export const name = '+91 80357 37458';
export const waba = '102290129340390';
export const mapping = { kind: 'mapping', id: waba };
export const key = { kind: 'number', id: number };

export const rename = (fake: FakeDesk, of = number) => void fake.edit_number({ number: of, edit: { field: 'alias', value: 'Renamed' } });
export const move = (fake: FakeDesk) => void fake.edit_number({ number, edit: { field: 'accountMapping', value: 'SAEUTEAM000000000001' } });
export const renameSome = (fake: FakeDesk, amount: number) => fake.rows.slice(0, amount).forEach((row) => rename(fake, row.number));

export async function openTray(prepare: (fake: FakeDesk) => void, numbers?: number): Promise<FakeDesk> {
  const desk = await openWindow(prepare, numbers);
  await click('button', /^Drafts/);
  return desk;
}

/** Says yes to what a batch of several numbers would send. */
export const yes = () => click('button', /^Apply \d+ drafts$/);
export const lines = () => within(screen.getByRole('list', { name: 'Drafts' })).getAllByRole('listitem');
export const results = () => within(screen.getByRole('list', { name: 'Results' })).getAllByRole('listitem').map((line) => line.textContent?.replace(/\s+/g, ' ').trim());
export const button = (label: string | RegExp) => screen.getByRole('button', { name: label });
export const inert = (label: string | RegExp) => button(label).getAttribute('aria-disabled') === 'true';
export const messages = () => screen.getByRole('status', { name: 'Messages' }).textContent ?? '';
export const violations = async () => {
  const found = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false }, region: { enabled: false } } });
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
};
