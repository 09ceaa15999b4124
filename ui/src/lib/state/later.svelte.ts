import type { Component } from 'svelte';

type Loaded<Shown> = { default: Shown };

const all: Later<Component<never>>[] = [];

/**
 * A component that is loaded when it is first shown, and not when the window starts. It reads as null until it is loaded.
 * A failure is thrown where the component would be shown. The next attempt to show it loads it again.
 */
export class Later<Shown extends Component<never>> {
  #component: Shown | null = $state.raw(null);
  #failure: unknown = $state.raw(null);
  #loading: Promise<void> | null = null;
  readonly #load: () => Promise<Loaded<Shown>>;

  constructor(load: () => Promise<Loaded<Shown>>) {
    this.#load = load;
    all.push(this as unknown as Later<Component<never>>);
  }

  get component(): Shown | null {
    if (this.#failure !== null && this.#loading === null) {
      const failure = this.#failure;
      void this.load();
      throw failure;
    }
    if (this.#component === null) void this.load();
    return this.#component;
  }

  load(): Promise<void> {
    this.#loading ??= this.#load().then(
      (loaded) => {
        this.#component = loaded.default;
        this.#failure = null;
      },
      (failure: unknown) => {
        this.#failure = failure ?? new Error('a part of the window was not loaded');
        this.#loading = null;
      },
    );
    return this.#loading;
  }
}

export function later<Shown extends Component<never>>(load: () => Promise<Loaded<Shown>>): Later<Shown> {
  return new Later(load);
}

/** Loads every component that is known, and those that become known by that. */
export async function loadAll(): Promise<void> {
  for (let known = 0; known < all.length; ) {
    const more = all.slice(known);
    known = all.length;
    await Promise.all(more.map((one) => one.load()));
  }
}
