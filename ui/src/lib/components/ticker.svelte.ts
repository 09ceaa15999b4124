/** The time, moving on once a second, for words like "2 min ago". Runs while something shows it. */
class Ticker {
  now = $state(Date.now());
  #shown = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** Called in a component's effect; answers how to stop. */
  watch(): () => void {
    this.now = Date.now();
    if (this.#shown++ === 0) this.#timer = setInterval(() => (this.now = Date.now()), 1000);
    return () => {
      if (--this.#shown === 0) clearInterval(this.#timer);
    };
  }
}

export const ticker = new Ticker();
