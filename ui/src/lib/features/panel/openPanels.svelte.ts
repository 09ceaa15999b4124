import type { DraftKey, SaveOutcome } from '../../bridge';
import { announcer } from '../../components/announcer.svelte';
import type { Unkept } from '../../state/unkept';
import { endingOf } from './ending';
import { LeftPanels } from './leftPanels';
import { Panel } from './panel.svelte';

type Hooks = {
  /** Whether the account is the one that is shown. */
  here: () => boolean;
  /** Whether the current panel can be seen: a page in its place hides it, and another account does. */
  inSight: () => boolean;
  /** What the panel was doing, and of which number, for somebody who looks elsewhere. Nothing where nobody is to be told. */
  whose: (panel: Panel) => string | null;
  /** Shows the number's panel from wherever the window is. */
  show: (number: string) => void;
  /** Another number is open, or none. */
  changed: (number: string | null) => void;
};

/** The panel of one account that is open, and those that were left before they came to their end. */
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

  /** The panel, where it can be seen. */
  get shown(): Panel | null {
    return this.#on.inSight() ? this.current : null;
  }

  /** Opens a number. What the last one is sending goes on, and a number that was left like that is shown as it is. */
  open(number: string, takeFocus: boolean): void {
    const same = this.current?.number === number;
    if (!same) this.#change(number);
    // An error that waits to be looked at is the better place.
    if (takeFocus && !this.current?.focus.wanted) this.current?.focus.make('panel');
  }

  close(): void {
    this.#leave();
    this.#on.changed(null);
  }

  /** The panel is in sight: what was told of it elsewhere needs to stand there no more. */
  seen(panel: Panel): void {
    this.#left.seen(panel);
  }

  /** The panels that hold what is typed of a draft: the open one, and those that were left. */
  holding(draft: DraftKey): Panel[] {
    return this.#all.filter((panel) => (draft.kind === 'number' ? panel.number : panel.view?.summary.wabaId) === draft.id);
  }

  /** The drafts that panels hold what is typed of. */
  keys(): DraftKey[] {
    return this.#all.flatMap(({ number, view }): DraftKey[] => [{ kind: 'number', id: number }, ...(view?.summary.wabaId ? [{ kind: 'mapping' as const, id: view.summary.wabaId }] : [])]);
  }

  /** Resolves when what is being typed is on disk, or is known not to get there. */
  async drain(): Promise<void> {
    await Promise.all(this.#all.map((panel) => panel.queue.drain()));
  }

  of(number: string): Panel | undefined {
    return this.current?.number === number ? this.current : this.#left.of(number);
  }

  /** Nobody looks at the account any more: a question that waits is dropped. */
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

  /** What became of an earlier write is known. */
  settled(number: string, outcome: SaveOutcome): void {
    const panel = this.of(number);
    panel?.saving.settled(outcome);
    if (panel && panel !== this.shown) this.#ended(panel);
    else if (outcome.kind === 'done') announcer.say(outcome.steps.map((step) => step.message).join(' '));
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

  /** A save or a disconnect came to its end. Where its panel is not in sight, it is told where one looks now. */
  #ended(panel: Panel): void {
    if (this.shown === panel) return panel.announce();
    const ending = endingOf(panel.saving, panel.blocked);
    // A page in its place is left again; otherwise nobody is there to be asked.
    if (this.current !== panel || !this.#on.here()) void panel.saving.postpone();
    const whose = ending && this.#on.whose(panel);
    if (ending && whose !== null) this.#left.tell(panel, ending, whose, () => this.#on.show(panel.number));
    else this.#left.ended(panel);
  }
}
