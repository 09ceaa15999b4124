/** What of a list can be seen, in pixels from its beginning. */
export type View = { top: number; height: number };

type Hooks = { /** Another part of the list can be seen, perhaps. */ onlook: () => void; /** Nobody scrolls any more. */ onrest: () => void };

/** A view that nothing was laid out in yet, in pixels. */
export const unlaid = 600;
/** On a slow machine a movement stands still for some time between two of its steps. */
const restMilliseconds = 400;
const steering = ['keydown', 'wheel', 'pointerdown'];

/** The nearest element around a list, or the list itself, that scrolls. */
function around(list: HTMLElement): HTMLElement {
  for (let element: HTMLElement | null = list; element; element = element.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(element).overflowY)) return element;
  }
  return document.documentElement;
}

/** Home and End in a field are about its text. */
function headingOf(event: Event): 'Home' | 'End' | null {
  const inField = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
  return event instanceof KeyboardEvent && !inField && (event.key === 'Home' || event.key === 'End') ? event.key : null;
}

/** What scrolls a list: how it is moved, and how it comes to rest. */
export class Scroller {
  readonly #list: HTMLElement;
  readonly #element: HTMLElement;
  readonly #on: Hooks;
  readonly #sizes: ResizeObserver;
  readonly #children: MutationObserver;
  /** Home or End was pressed: it means the first or the last row, also where the list turns out to be longer on the way there. */
  #heading: 'Home' | 'End' | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(list: HTMLElement, on: Hooks) {
    this.#list = list;
    this.#element = around(list);
    this.#on = on;
    // What stands above the list may come, go and grow.
    this.#sizes = new ResizeObserver(() => on.onlook());
    this.#children = new MutationObserver(() => this.#watchSizes());
    this.#watchSizes();
    this.#children.observe(this.#element, { childList: true });
    for (const type of steering) this.#element.addEventListener(type, this.#steer, { passive: true });
    this.#element.addEventListener('scroll', this.#move, { passive: true });
  }

  get moving(): boolean {
    return this.#timer !== undefined;
  }

  /** What can be seen now; a screenful before anything is laid out. */
  get view(): View {
    return { top: this.#element.getBoundingClientRect().top - this.#list.getBoundingClientRect().top, height: this.#element.clientHeight || unlaid };
  }

  /** Ends a movement where it was meant to lead, or else moves by some pixels. */
  settle(by: number): void {
    const { scrollTop, clientHeight, scrollHeight } = this.#element;
    const arrived = this.#heading === null || (this.#heading === 'Home' ? scrollTop === 0 : scrollTop + clientHeight >= scrollHeight - 1);
    if (this.#heading === 'End') this.#element.scrollTop = scrollHeight;
    else if (this.#heading === 'Home') this.#element.scrollTop = 0;
    else if (by !== 0) this.#element.scrollTop += by;
    if (arrived) this.#heading = null;
  }

  /** Moves to where the list begins. Nothing else around it is moved. */
  toStart(): void {
    const padding = Number.parseFloat(getComputedStyle(this.#element).scrollPaddingTop) || 0;
    this.#element.scrollTop -= this.view.top + padding;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#sizes.disconnect();
    this.#children.disconnect();
    for (const type of steering) this.#element.removeEventListener(type, this.#steer);
    this.#element.removeEventListener('scroll', this.#move);
  }

  /** A movement may begin with this, a while before anything is seen of it. */
  readonly #steer = (event: Event) => {
    this.#heading = headingOf(event);
    this.#moves();
  };

  readonly #move = () => {
    this.#moves();
    this.#on.onlook();
  };

  #moves(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#on.onrest();
    }, restMilliseconds);
  }

  #watchSizes(): void {
    for (const element of [this.#element, ...this.#element.children]) this.#sizes.observe(element);
    this.#on.onlook();
  }
}
