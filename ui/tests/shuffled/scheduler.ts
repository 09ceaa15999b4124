import { tick } from 'svelte';
import { random } from '../fake/data';

/** Makes random choices from a seed, so that a failed schedule can be repeated. */
export class Dice {
  readonly #next: () => number;

  constructor(seed: number) {
    // Larger numbers could not be multiplied exactly.
    this.#next = random((seed * 2654435761 + 1) % 2 ** 32);
    // The first values of neighbouring seeds are similar.
    for (let turn = 0; turn < 5; turn += 1) this.#next();
  }

  below(limit: number): number {
    return Math.floor(this.#next() * limit);
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)] as Item;
  }
}

/** Holds every command, before its effect and before its response, and releases them in any order. */
export class Scheduler {
  readonly #waiting: (() => void)[] = [];
  #open = false;

  /** The promise that a command awaits. */
  gate = (): Promise<void> => (this.#open ? Promise.resolve() : new Promise((resolve) => this.#waiting.push(resolve)));

  get waits(): number {
    return this.#waiting.length;
  }

  async release(dice: Dice): Promise<void> {
    this.#waiting.splice(dice.below(this.#waiting.length), 1)[0]?.();
    await turn();
  }

  /** Releases everything that waits, including the commands that follow at once. */
  async drain(dice: Dice): Promise<void> {
    while (this.#waiting.length > 0) await this.release(dice);
  }

  /** Releases everything, including the commands that follow, until nothing is left. */
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

/** Lets the last response reach the page. */
export async function turn(): Promise<void> {
  for (let at = 0; at < 6; at += 1) await Promise.resolve();
  await tick();
}

export const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 0));
