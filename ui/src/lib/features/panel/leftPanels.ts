import { toasts } from '../../components/toasts.svelte';
import type { Ending } from './ending';
import type { Panel } from './panel.svelte';

/**
 * Panels of one account that were left before they had come to an end: what was typed goes on to the disk, and a save goes
 * on to Plivo. How a save ended that nobody looked at is told beside the page, and once more by the panel when its number
 * is opened.
 */
export class LeftPanels {
  readonly #panels = new Set<Panel>();
  /** What was told and not seen in its panel yet, by its message. */
  readonly #told = new Map<Panel, number>();

  get all(): Panel[] {
    return [...this.#panels];
  }

  add(panel: Panel): void {
    this.#panels.add(panel);
    panel.focus.drop();
    // A question that nobody looks at any more is dropped; a save that runs is not to be disturbed.
    if (!panel.saving.running) void panel.saving.keep();
    void panel.queue.drain().then(() => this.#release(panel));
  }

  /** The panel of a number as it was left, where it has not come to its end, or nobody saw how. */
  of(number: string): Panel | undefined {
    return this.all.find((panel) => panel.number === number);
  }

  /** The same, to be opened again. */
  take(number: string): Panel | undefined {
    const panel = this.of(number);
    if (panel) this.#panels.delete(panel);
    return panel;
  }

  /** It is in sight: what was told of it stands there. */
  seen(panel: Panel): void {
    const message = this.#told.get(panel);
    if (message !== undefined) toasts.drop(message);
    this.#told.delete(panel);
  }

  tell(panel: Panel, { text, left }: Ending, whose: string, open: () => void): void {
    const before = this.#told.get(panel);
    if (before !== undefined) toasts.drop(before);
    this.#told.set(panel, toasts.show(`${whose}: ${text}`, { bad: left === 'trouble', stays: left !== 'nothing', action: { label: 'Open', run: open } }));
  }

  /** It ended, and there is nothing to tell of it. */
  ended(panel: Panel): void {
    this.#release(panel);
  }

  /** The account's drafts are gone, and with them whatever these panels hold. */
  clear(): void {
    for (const panel of [...this.#panels, ...this.#told.keys()]) {
      this.#panels.delete(panel);
      this.seen(panel);
    }
  }

  #release(panel: Panel): void {
    if (!panel.queue.failure && !panel.underWay && !this.#told.has(panel)) this.#panels.delete(panel);
  }
}
