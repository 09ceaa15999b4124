// Opens and reads the calling page for its tests.
import { screen } from '@testing-library/svelte';
import type { FakeDesk } from './fake/desk';
import { click, first, openWindow, settle, type } from './window';

export const number = '918035737458';
export const customer = '919412341234';
export const hour = 3_600_000;
export const day = 24 * hour;

export async function openPage(prepare: (desk: FakeDesk) => void = () => undefined): Promise<FakeDesk> {
  const desk = await openWindow(prepare);
  await click('row', first);
  await click('button', 'Calling page');
  return desk;
}

export const region = (name: string) => screen.getByRole('region', { name });
export const card = (name: string) => screen.getByRole('group', { name });
export const text = (element: Element) => element.textContent?.replace(/\s+/g, ' ').trim();
export const clickOn = async (target: HTMLElement) => (target.click(), settle());
export const field = (label: string) => screen.getByLabelText<HTMLInputElement>(label);
export const fill = async (label: string, value: string) => {
  field(label).value = value;
  field(label).dispatchEvent(new Event('input', { bubbles: true }));
  await settle();
};
export const ask = async (typed = '+91 94123 41234') => {
  await type('Customer number', typed);
  await click('button', 'Check');
};
