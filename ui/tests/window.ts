import { render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import App from '../src/App.svelte';
import { FakeDesk, type Answer } from './fake/desk';

/** The whole window with a fake desk, started and settled. */
export async function openWindow(prepare: (desk: FakeDesk) => void = () => undefined, numbers = 24): Promise<FakeDesk> {
  const desk = new FakeDesk(numbers);
  prepare(desk);
  desk.install();
  render(App);
  await settle();
  return desk;
}

/** Waits until every pending response has arrived. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 0));
    await tick();
  }
}

export async function press(target: Element | Document, key: string, modifiers: KeyboardEventInit = {}): Promise<void> {
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...modifiers }));
  await settle();
}

export async function click(role: string, name: string | RegExp): Promise<void> {
  screen.getByRole(role, { name }).click();
  await settle();
}

export async function type(label: string | RegExp, value: string): Promise<HTMLInputElement> {
  const input = screen.getByLabelText<HTMLInputElement>(label, { selector: 'input:not([type=radio])' });
  input.focus();
  input.value = value;
  input.dispatchEvent(new Event('input', { bubbles: true }));
  await settle();
  return input;
}

export const first = /80357 37458/;

type Held = 'confirm_remap' | 'confirm_disconnect' | 'forget_account' | 'connect_account' | 'open_sandbox';

/** Holds the response of a command. Returns a function that releases it. */
export function hold(desk: FakeDesk, command: Held): () => Promise<void> {
  let arrive: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (arrive = resolve));
  const answer = desk[command] as Answer;
  desk.answers[command] = async (args) => (await held, answer(args));
  return async () => {
    arrive();
    await settle();
  };
}
