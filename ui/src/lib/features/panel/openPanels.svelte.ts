import { commands, type DeskError, type DraftKey, type PanelView, type SaveOutcome } from '../../bridge';
import { announcer } from '../../components/announcer.svelte';
import type { Unkept } from '../../state/unkept';
import { endingOf } from './ending';
import { LeftPanels } from './leftPanels';
import { Panel } from './panel.svelte';

type Hooks = {
  /** Whether the account is the shown one. */
  here: () => boolean;
  /** Whether the current panel is visible. Another page or another account hides it. */
  inSight: () => boolean;
  /** What the panel was doing, and for which number, for a message. Null if no message is needed. */
  whose: (panel: Panel) => string | null;
  /** Shows the number's panel, whatever the window shows now. */
  show: (number: string) => void;
  /** A save ended whose panel is not known any more. */
  untold: (number: string, what: string) => void;
  /** Another number is open, or none. */
  changed: (number: string | null) => void;
};

/** The open panel of one account, and the panels that were closed before their work was done. */
export class OpenPanels {
  current: Panel | null = $state.raw(null);
  readonly #account: string;
  readonly #on: Hooks;
  readonly #left = new LeftPanels();

  constructor(account: string, on: Hooks) {
    this.#account = account;
    this.#on = on;
  }

  get #all(): Panel[] {
    return [...(this.current ? [this.current] : []), ...this.#left.all];
  }

  /** The current panel, if it is visible. */
  get shown(): Panel | null {
    return this.#on.inSight() ? this.current : null;
  }

  /**
   * Opens a number. A running save of the last panel continues. A panel that was closed in this state is shown again as
   * it is.
   */
  open(number: string, takeFocus: boolean): void {
    const same = this.current?.number === number;
    if (!same) this.#change(number);
    // An error that waits for the focus has priority.
    if (takeFocus && !this.current?.focus.wanted) this.current?.focus.make('panel');
  }

  /** Shows a panel that came with the page. It is opened when the window has started. */
  begin(view: PanelView): void {
    this.current = new Panel(this.#account, view.summary.number, (panel) => this.#ended(panel), view);
    this.#on.changed(view.summary.number);
  }

  close(): void {
    this.#leave();
    this.#on.changed(null);
  }

  /** The panel is visible, so the message about it is no longer needed. */
  seen(panel: Panel): void {
    this.#left.seen(panel);
  }

  /** The panels with typed text of a draft: the open panel, and closed ones. */
  holding(draft: DraftKey): Panel[] {
    return this.#all.filter((panel) => (draft.kind === 'number' ? panel.number : panel.view?.summary.wabaId) === draft.id);
  }

  /** The drafts of which panels hold typed text. */
  keys(): DraftKey[] {
    return this.#all.flatMap(({ number, view }): DraftKey[] => [{ kind: 'number', id: number }, ...(view?.summary.wabaId ? [{ kind: 'mapping' as const, id: view.summary.wabaId }] : [])]);
  }

  /** Resolves when all typed text is on disk, or saving it failed. */
  async drain(): Promise<void> {
    await Promise.all(this.#all.map((panel) => panel.queue.drain()));
  }

  of(number: string): Panel | undefined {
    return this.current?.number === number ? this.current : this.#left.of(number);
  }

  /** The account is no longer shown: an open question is dropped. */
  leaveAlone(): void {
    this.current?.focus.drop();
    if (this.current && !this.current.saving.running) void this.current.saving.postpone();
  }

  clear(): void {
    this.close();
    this.#left.clear();
  }

  async flush(): Promise<Unkept[]> {
    const kept = await Promise.all(this.#all.map((panel) => panel.unkept()));
    return kept.filter((unkept) => unkept !== null);
  }

  /** The outcome of an earlier write became known. */
  settled(number: string, outcome: SaveOutcome): void {
    const panel = this.of(number);
    panel?.settled(outcome);
    if (panel) return this.#ended(panel);
    if (outcome.kind === 'needsConfirmation') void commands.dropPreview(this.#account, outcome.preview.previewId).catch(() => undefined);
    if (outcome.kind === 'done') announcer.say(outcome.steps.map((step) => step.message).join(' '));
    else this.#on.untold(number, 'It was not written. Its panel says what is left to do.');
  }

  /** A save failed whose page was lost. */
  failed(number: string, error: DeskError): void {
    const panel = this.of(number);
    panel?.failed(error);
    if (panel) this.#ended(panel);
    else this.#on.untold(number, error.message);
  }

  #change(number: string): void {
    this.#leave();
    const left = this.#left.take(number);
    this.current = left ?? new Panel(this.#account, number, (panel) => this.#ended(panel));
    this.#on.changed(number);
    void (left ? left.reopen() : this.current.open());
  }

  #leave(): void {
    const panel = this.current;
    if (!panel) return;
    this.current = null;
    this.#left.add(panel);
  }

  /** A save or a disconnect has ended. If its panel is not visible, a message shows the result. */
  #ended(panel: Panel): void {
    if (this.shown === panel) return panel.announce();
    const ending = endingOf(panel.saving, panel.blocked);
    // A panel that only another page hides will be visible again. Otherwise nobody can answer its question.
    if (this.current !== panel || !this.#on.here()) void panel.saving.postpone();
    const whose = ending && this.#on.whose(panel);
    if (ending && whose !== null) this.#left.tell(panel, ending, whose, () => this.#on.show(panel.number));
    else this.#left.ended(panel);
  }
}
