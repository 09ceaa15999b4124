import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Play } from './play';

/** Each part has a file of its own, so the workers share the seeds. */
const parts = 2;
/** How many schedules are played. `cargo xtask soak` plays many more, from another first seed. */
const amount = Number(process.env.NUMBER_DESK_TEST_WINDOW_SCHEDULES || 200);
const together = 25;
const given = process.env.NUMBER_DESK_TEST_SEED;
/** The first seed, in hexadecimal digits. Of more than six digits, only the lowest 20 bits count: `Dice` multiplies it. */
const first = given ? Number(BigInt(`0x${given}`) % (given.length > 6 ? 2n ** 20n : 2n ** 24n)) : 0;
/** With few schedules from any seed, a rare action may be missing by chance. */
const isEnough = !given || amount >= 1000;
/** In milliseconds. It only decides how long a schedule that never ends takes on the slowest machine. */
const patience = 300_000;

const needed = ['open_number', 'edit_number', 'save_number', 'confirm_remap', 'bulk_preview', 'bulk_draft', 'take_back_drafts', 'apply_start', 'select', 'switch_account'];

/**
 * Every response arrives at a random time, in any order, while somebody works with the whole window. In every case:
 * the rows match the search, a field shows the last typed text, nothing starts after Cancel, and no dialog names
 * another account than the one it writes to. A failed schedule prints how to play it again.
 */
export function playPart(part: number): void {
  drawAllRows();
  const called = new Set<string>();
  let [played, cancelled] = [0, 0];
  const starts = Array.from({ length: Math.ceil(amount / together) }, (_, at) => first + at * together);
  const mine = starts.filter((_, at) => at % parts === part);
  describe('the window, with all responses shuffled', () => {
    it.each(mine)('keeps its invariants, from seed %i', async (from) => {
      for (let seed = from; seed < from + together; seed += 1) {
        const play = new Play(seed);
        await play.run().catch((thrown: unknown) => {
          const again = `NUMBER_DESK_TEST_SEED=${seed.toString(16)} NUMBER_DESK_TEST_WINDOW_SCHEDULES=${together} npm test --prefix ui -- shuffled`;
          throw new Error(`${thrown instanceof Error ? thrown.message : String(thrown)}\nPlay it again: ${again}`, { cause: thrown });
        });
        played += 1;
        play.called.forEach((name) => called.add(name));
        cancelled += play.cancelled;
      }
    }, patience);

    // Otherwise a new label could let an action do nothing, and its invariant could not fail.
    it('does everything that the invariants are about', () => {
      expect(played).toBe(mine.length * together);
      if (!isEnough) return;
      expect(needed.filter((name) => !called.has(name))).toEqual([]);
      expect(cancelled).toBeGreaterThan(0);
    });
  });
}

/**
 * All rows are drawn, so that all can be checked. Not a spy, because a spy would keep every element on which it was
 * called.
 */
function drawAllRows(): void {
  const height = Object.getOwnPropertyDescriptor(HTMLElement.prototype, 'clientHeight');
  beforeAll(() => void Object.defineProperty(HTMLElement.prototype, 'clientHeight', { configurable: true, get: () => 1200 }));
  afterAll(() => {
    if (height) Object.defineProperty(HTMLElement.prototype, 'clientHeight', height);
    else delete (HTMLElement.prototype as { clientHeight?: number }).clientHeight;
  });
}
