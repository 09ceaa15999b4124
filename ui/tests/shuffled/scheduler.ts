import { tick } from 'svelte';
import { random } from '../fake/data';

/** Chooses by a seed, so that a schedule that failed can be played again. */
export class Dice {
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = random(seed * 2654435761 + 1);
    // The first values of neighbouring seeds are alike.
    for (let turn = 0; turn < 5; turn += 1) this.#next();
  }

  below(limit: number): number {
    return Math.floor(this.#next() * limit);
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)] as Item;
  }
}

/** Holds every command back, before its effect and before its answer, and lets them go in any order. */
export class Scheduler {
  readonly #waiting: (() => void)[] = [];
  #open = false;

  /** What a command waits for. */
  gate = (): Promise<void> => (this.#open ? Promise.resolve() : new Promise((resolve) => this.#waiting.push(resolve)));

  get waits(): number {
    return this.#waiting.length;
  }

  async release(dice: Dice): Promise<void> {
    this.#waiting.splice(dice.below(this.#waiting.length), 1)[0]?.();
    await turn();
  }

  /** Lets everything go, and what follows from it, until nothing is left. */
  async finish(dice: Dice): Promise<void> {
    for (let quiet = 0; quiet < 3; ) {
      if (this.#waiting.length > 0) await this.release(dice);
      else {
        await pause();
        quiet = this.#waiting.length > 0 ? 0 : quiet + 1;
      }
    }
    this.#open = true;
  }
}

/** Lets what was just answered reach the page. */
export async function turn(): Promise<void> {
  for (let at = 0; at < 6; at += 1) await Promise.resolve();
  await tick();
}

export const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 0));
