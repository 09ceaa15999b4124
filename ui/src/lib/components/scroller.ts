/** The visible part of a list, in pixels from its beginning. */
export type View = { top: number; height: number };

type Hooks = { /** Another part of the list may be visible. */ onlook: () => void; /** The scrolling has ended. */ onrest: () => void };

/** The height that is assumed before the layout, in pixels. */
export const unlaid = 600;
/** On a slow machine, a scroll movement can pause this long between two steps. */
const restMilliseconds = 400;
const steering = ['keydown', 'wheel', 'pointerdown'];

/** The nearest element that scrolls: the list or an ancestor. */
function around(list: HTMLElement): HTMLElement {
  for (let element: HTMLElement | null = list; element; element = element.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(element).overflowY)) return element;
  }
  return document.documentElement;
}

/** Null inside a text field, where Home and End move the text cursor. */
function headingOf(event: Event): 'Home' | 'End' | null {
  const inField = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
  return event instanceof KeyboardEvent && !inField && (event.key === 'Home' || event.key === 'End') ? event.key : null;
}

/** Follows and moves the scroll position of a list. */
export class Scroller {
  readonly #list: HTMLElement;
  readonly #element: HTMLElement;
  readonly #on: Hooks;
  readonly #sizes: ResizeObserver;
  readonly #children: MutationObserver;
  /**
   * Home or End was pressed. It means the first or the last row, even if the list becomes longer during the movement.
   */
  #heading: 'Home' | 'End' | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(list: HTMLElement, on: Hooks) {
    this.#list = list;
    this.#element = around(list);
    this.#on = on;
    // Elements above the list can be added, removed and resized.
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

  /** The visible part now. One screenful before the layout. */
  get view(): View {
    return { top: this.#element.getBoundingClientRect().top - this.#list.getBoundingClientRect().top, height: this.#element.clientHeight || unlaid };
  }

  /** Ends a movement at its target (Home or End), or scrolls by some pixels. */
  settle(by: number): void {
    const { scrollTop, clientHeight, scrollHeight } = this.#element;
    const arrived = this.#heading === null || (this.#heading === 'Home' ? scrollTop === 0 : scrollTop + clientHeight >= scrollHeight - 1);
    if (this.#heading === 'End') this.#element.scrollTop = scrollHeight;
    else if (this.#heading === 'Home') this.#element.scrollTop = 0;
    else if (by !== 0) this.#element.scrollTop += by;
    if (arrived) this.#heading = null;
  }

  /** Scrolls to the beginning of the list, and scrolls no other element. */
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

  /** A movement may start with this event, some time before the first scroll event. */
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
