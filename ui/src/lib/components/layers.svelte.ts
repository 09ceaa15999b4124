import { untrack } from 'svelte';

/** Something in front of the page: a dialog, a menu, a list of choices. */
export type Layer = {
  element: HTMLElement;
  /** Everything outside of it is out of reach. */
  modal: boolean;
  /** Escape was pressed while nothing is in front of it. */
  onescape: () => void;
};

/** What is in front of the page, the topmost last. Escape goes to the topmost only, and the focus goes back when it closes. */
class Layers {
  #open: Layer[] = $state.raw([]);

  /** The topmost layer that takes the rest of the window out of reach. */
  get modal(): HTMLElement | null {
    return this.#open.findLast((layer) => layer.modal)?.element ?? null;
  }

  /** Returns how to take it away again. The focus then returns to where it was, unless it has moved on by itself. */
  add(layer: Layer): () => void {
    const before = document.activeElement;
    // Called in effects, which must not run again when a layer comes or goes.
    this.#open = [...untrack(() => this.#open), layer];
    return () => {
      this.#open = this.#open.filter((other) => other !== layer);
      const now = document.activeElement;
      const lost = now === null || now === document.body || layer.element.contains(now);
      if (lost && before instanceof HTMLElement && canHaveFocus(before)) before.focus();
      else if (lost) focusHome(this.modal ?? document.body);
    };
  }

  /** Returns whether a layer was there to take it. */
  escape(): boolean {
    const top = this.#open.at(-1);
    top?.onescape();
    return top !== undefined;
  }
}

export const layers = new Layers();

const canHaveFocus = (element: HTMLElement) => element.isConnected && element !== document.body && (element.checkVisibility?.() ?? true);

/** The place of a page, a dialog or a panel that takes the focus where nothing better is left: `data-home`, before all others the `first`. */
function focusHome(around: Element): boolean {
  const homes = [...around.querySelectorAll<HTMLElement>('[data-home]')].filter(canHaveFocus);
  const home = homes.find((one) => one.dataset.home === 'first') ?? homes[0];
  home?.focus();
  return home !== undefined;
}

/** Puts the focus on the nearest stated place when what had it is gone. Returns how to stop. */
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

/** Keeps an element within reach: an open dialog takes it in, since everything outside of one is out of reach. */
export function withinReach(element: HTMLElement): void {
  const home = element.parentElement ?? document.body;
  $effect(() => {
    const host = layers.modal ?? home;
    if (element.parentElement !== host) host.append(element);
  });
}
