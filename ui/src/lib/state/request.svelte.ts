/** A one-shot request to another part of the window, such as to move the focus. Whoever carries it out takes it. */
export class Request<Wish = true> {
  #wish: Wish | null = $state.raw(null);

  get wanted(): boolean {
    return this.#wish !== null;
  }

  make(wish: Wish): void {
    this.#wish = wish;
  }

  /** Returns the request and clears it, so that nobody else carries it out. */
  take(): Wish | null {
    const wish = this.#wish;
    if (wish !== null) this.#wish = null;
    return wish;
  }

  /** Clears a request that nobody carried out. */
  drop(): void {
    this.#wish = null;
  }
}
