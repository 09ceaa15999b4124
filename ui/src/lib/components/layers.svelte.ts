import { untrack } from 'svelte';

/** Something in front of the page: a dialog, a menu, a list of choices. */
export type Layer = {
  element: HTMLElement;
  /** Everything outside of it is inert. */
  modal: boolean;
  /** Called when Escape is pressed and no other layer is in front. */
  onescape: () => void;
};

/**
 * The layers in front of the page, the topmost last. Escape goes only to the topmost. When a layer closes, the focus
 * returns.
 */
class Layers {
  #open: Layer[] = $state.raw([]);

  /** The topmost modal layer. */
  get modal(): HTMLElement | null {
    return this.#open.findLast((layer) => layer.modal)?.element ?? null;
  }

  /**
   * Returns a function that removes it. The focus then returns to where it was, unless it has already moved elsewhere.
   */
  add(layer: Layer): () => void {
    const before = document.activeElement;
    // `add` is called in effects, which must not run again when a layer is added or removed.
    this.#open = [...untrack(() => this.#open), layer];
    return () => {
      this.#open = this.#open.filter((other) => other !== layer);
      const now = document.activeElement;
      const lost = now === null || now === document.body || layer.element.contains(now);
      if (lost && before instanceof HTMLElement && canHaveFocus(before)) before.focus();
      else if (lost) focusHome(this.modal ?? document.body);
    };
  }

  /** Returns whether a layer handled it. */
  escape(): boolean {
    const top = this.#open.at(-1);
    top?.onescape();
    return top !== undefined;
  }
}

export const layers = new Layers();

const canHaveFocus = (element: HTMLElement) => element.isConnected && element !== document.body && (element.checkVisibility?.() ?? true);

/**
 * Focuses the fallback of a page, a dialog or a panel: an element with `data-home`, preferably with the value `first`.
 */
function focusHome(around: Element): boolean {
  const homes = [...around.querySelectorAll<HTMLElement>('[data-home]')].filter(canHaveFocus);
  const home = homes.find((one) => one.dataset.home === 'first') ?? homes[0];
  home?.focus();
  return home !== undefined;
}

/** When the focused element is removed, focuses the nearest `data-home`. Returns a function that stops this. */
export function keepFocus(): () => void {
  let around: Element[] = [];
  const remember = (event: FocusEvent) => {
    around = [];
    for (let one = event.target as Element | null; one; one = one.parentElement) around.push(one);
  };
  const look = () => {
    const [last, ...others] = around;
    if (!last || last.isConnected || (document.activeElement && document.activeElement !== document.body)) return;
    around = [];
    const near = layers.modal ? others.filter((one) => layers.modal?.contains(one)) : others;
    if (!near.some((one) => one.isConnected && focusHome(one))) focusHome(layers.modal ?? document.body);
  };
  const observer = new MutationObserver(look);
  document.addEventListener('focusin', remember);
  observer.observe(document.body, { childList: true, subtree: true });
  return () => {
    document.removeEventListener('focusin', remember);
    observer.disconnect();
  };
}

/** Moves an element into the open dialog and back again, because everything outside of a modal dialog is inert. */
export function withinReach(element: HTMLElement): void {
  const home = element.parentElement ?? document.body;
  $effect(() => {
    const host = layers.modal ?? home;
    if (element.parentElement !== host) host.append(element);
  });
}
