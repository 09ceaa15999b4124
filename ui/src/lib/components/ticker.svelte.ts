/** The current time, updated once a second, for texts such as "2 min ago". Runs only while it is watched. */
class Ticker {
  now = $state(Date.now());
  #shown = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** Called in a component's effect. Returns a function that stops it. */
  watch(): () => void {
    this.now = Date.now();
    if (this.#shown++ === 0) this.#timer = setInterval(() => (this.now = Date.now()), 1000);
    return () => {
      if (--this.#shown === 0) clearInterval(this.#timer);
    };
  }
}

export const ticker = new Ticker();
