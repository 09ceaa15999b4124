import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Play } from './play';

/** Each part has a file of its own, so the workers share the seeds. */
const parts = 2;
/** How many schedules are played. `cargo xtask soak` plays many more, from another first seed. */
const amount = Number(process.env.NUMBER_DESK_TEST_WINDOW_SCHEDULES ?? 200);
const together = 25;
/** The first seed, from up to 16 hexadecimal digits. More than 20 bits could not be multiplied exactly. */
const first = parseInt((process.env.NUMBER_DESK_TEST_SEED ?? '0').slice(0, 5), 16);
/** In milliseconds. It only decides how long a schedule that never ends takes on the slowest machine. */
const patience = 300_000;

const needed = ['open_number', 'edit_number', 'save_number', 'confirm_remap', 'bulk_preview', 'bulk_draft', 'take_back_drafts', 'apply_start', 'select', 'switch_account'];

/**
 * Every response arrives at a random time, in any order, while somebody works with the whole window. In every case:
 * the rows match the search, a field shows the last typed text, nothing starts after Cancel, and no dialog names
 * another account than the one it writes to. A failed schedule prints its seed.
 */
export function playPart(part: number): void {
  drawAllRows();
  const called = new Set<string>();
  let cancelled = 0;
  const starts = Array.from({ length: Math.ceil(amount / together) }, (_, at) => first + at * together);
  describe('the window, with all responses shuffled', () => {
    it.each(starts.filter((_, at) => at % parts === part))('keeps its invariants, from seed %i', async (from) => {
      for (let seed = from; seed < from + together; seed += 1) {
        const play = new Play(seed);
        await play.run().catch((thrown: unknown) => {
          throw new Error(`Seed ${seed}: ${thrown instanceof Error ? thrown.message : String(thrown)}`, { cause: thrown });
        });
        play.called.forEach((name) => called.add(name));
        cancelled += play.cancelled;
      }
    }, patience);

    // Otherwise a new label could let an action do nothing, and its invariant could not fail.
    it('does everything that the invariants are about', () => {
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
