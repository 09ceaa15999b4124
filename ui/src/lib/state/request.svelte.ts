/** A wish that is granted once, such as to move the focus. Whoever grants it takes it. */
export class Request<Wish = true> {
  #wish: Wish | null = $state.raw(null);

  get wanted(): boolean {
    return this.#wish !== null;
  }

  make(wish: Wish): void {
    this.#wish = wish;
  }

  /** What is wished, which nobody else is given any more. */
  take(): Wish | null {
    const wish = this.#wish;
    if (wish !== null) this.#wish = null;
    return wish;
  }

  /** Nobody was there to grant it. */
  drop(): void {
    this.#wish = null;
  }
}
