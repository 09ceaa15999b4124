/**
 * The window as these schedules use it: found by plain selectors, because thousands of queries by role would take
 * minutes.
 */
const modal = () => [...document.querySelectorAll<HTMLElement>('dialog')].at(-1) ?? null;

/** The part of the page that can be used: an open dialog makes everything else inert. */
const reach = (): ParentNode => modal() ?? document;

export const first = <Item>(items: Item[]) => items[0];
export const dialog = modal;
export const grid = () => (modal() ? null : document.querySelector<HTMLElement>('.numbers-grid'));
export const searchField = () => (modal() ? null : document.querySelector<HTMLInputElement>('input[aria-label="Search numbers"]'));
export const palette = () => document.querySelector<HTMLInputElement>('input[aria-label="Command or number"]');
export const rows = () => (modal() ? [] : [...document.querySelectorAll<HTMLElement>('.numbers-grid [data-row][aria-selected]')]);
export const boxes = () => rows().flatMap((row) => [...row.querySelectorAll<HTMLElement>('.tick input')]);
export const named = (role: string, name: string) => [...reach().querySelectorAll<HTMLElement>(`[role=${role}]`)].find((one) => labelOf(one) === name) ?? null;
export const buttons = (name: string | RegExp) => [...reach().querySelectorAll<HTMLElement>('button')].filter((one) => fits(labelOf(one), name));
/** The button of a page that is not shown. */
export const otherPage = (name: string | RegExp) => buttons(name).find((one) => one.getAttribute('aria-current') !== 'page') ?? null;
export const button = (name: string | RegExp) => buttons(name)[0] ?? null;
export const field = (label: string) => {
  const found = [...reach().querySelectorAll<HTMLLabelElement>('label')].find((one) => one.textContent?.trim() === label);
  return found ? document.getElementById(found.htmlFor) as HTMLInputElement | null : null;
};

function labelOf(element: HTMLElement): string {
  const by = element.getAttribute('aria-labelledby');
  return (element.getAttribute('aria-label') ?? (by ? document.getElementById(by)?.textContent : element.textContent) ?? '').replace(/\s+/g, ' ').trim();
}

const fits = (text: string, name: string | RegExp) => (typeof name === 'string' ? text === name : name.test(text));

// Each function returns whether its element existed.

export function click(element: HTMLElement | null | undefined, how: MouseEventInit = {}): boolean {
  if (!element || element.getAttribute('aria-disabled') === 'true') return false;
  element.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, ...how }));
  return true;
}

export function key(element: HTMLElement | null, name: string, how: KeyboardEventInit = {}): boolean {
  element?.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true, ...how }));
  return element !== null;
}

export function typedInto(input: HTMLInputElement | null, text: string): boolean {
  if (!input || input.readOnly) return false;
  input.value = text;
  input.dispatchEvent(new Event('input', { bubbles: true }));
  return true;
}
