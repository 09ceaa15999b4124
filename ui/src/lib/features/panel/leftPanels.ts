import { toasts } from '../../components/toasts.svelte';
import type { Ending } from './ending';
import type { Panel } from './panel.svelte';

/**
 * Panels of one account that were closed before their work was done. Typed text is still saved to the disk, and a
 * running save continues. If a save ends while its panel is not visible, a message shows the result, and the panel
 * shows it again when its number is opened.
 */
export class LeftPanels {
  readonly #panels = new Set<Panel>();
  /** The ids of the messages about panels that were not seen since. */
  readonly #told = new Map<Panel, number>();

  get all(): Panel[] {
    return [...this.#panels];
  }

  add(panel: Panel): void {
    this.#panels.add(panel);
    panel.focus.drop();
    // An open question is dropped. A running save is not disturbed.
    if (!panel.saving.running) void panel.saving.keep();
    void panel.queue.drain().then(() => this.#release(panel));
  }

  /** The closed panel of a number, if its work is not done or its result was not seen. */
  of(number: string): Panel | undefined {
    return this.all.find((panel) => panel.number === number);
  }

  /** Removes and returns it, to be opened again. */
  take(number: string): Panel | undefined {
    const panel = this.of(number);
    if (panel) this.#panels.delete(panel);
    return panel;
  }

  /** The panel is visible and shows the result, so the message is removed. */
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

  /** The work has ended, and there is no message to show. */
  ended(panel: Panel): void {
    this.#release(panel);
  }

  /** The account's drafts are gone, and with them the content of these panels. */
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
