import { afterAll, beforeAll, describe, it } from 'vitest';
import { Play } from './play';

/** One file for each part, so that all workers have a share. */
const parts = 4;
const seeds = 1000;
const together = 50;
/** In milliseconds: it decides only how long a schedule that never ends takes, on the slowest machine. */
const patience = 300_000;

/**
 * Every answer comes when it likes, in any order, while somebody works with the whole window. Whatever happens: the rows
 * fit what is searched for, a field shows what was typed last, nothing starts after Cancel, and no dialog names another
 * account than it writes to. A schedule that fails says its seed.
 */
export function playPart(part: number): void {
  drawAllRows();
  const starts = Array.from({ length: seeds / together }, (_, at) => at * together);
  describe('the window, with all answers shuffled', () => {
    it.each(starts.filter((_, at) => at % parts === part))('holds what it promises, from seed %i', async (from) => {
      for (let seed = from; seed < from + together; seed += 1) {
        await new Play(seed).run().catch((thrown: unknown) => {
          throw new Error(`Seed ${seed}: ${thrown instanceof Error ? thrown.message : String(thrown)}`, { cause: thrown });
        });
      }
    }, patience);
  });
}

/** All rows are drawn, so that all can be looked at. No spy: one would keep every element that it was ever asked about. */
function drawAllRows(): void {
  const height = Object.getOwnPropertyDescriptor(HTMLElement.prototype, 'clientHeight');
  beforeAll(() => void Object.defineProperty(HTMLElement.prototype, 'clientHeight', { configurable: true, get: () => 1200 }));
  afterAll(() => {
    if (height) Object.defineProperty(HTMLElement.prototype, 'clientHeight', height);
    else delete (HTMLElement.prototype as { clientHeight?: number }).clientHeight;
  });
}
