import type { Unkept } from '../../state/unkept';
import { Dial } from './dial.svelte';
import { Guide } from './guide.svelte';
import { Permission } from './permission.svelte';
import { RecentCalls } from './recentCalls.svelte';

/** What the calling page holds of one number. */
export class NumberCalling {
  readonly number: string;
  readonly guide: Guide;
  readonly permission: Permission;
  readonly dial: Dial;
  readonly calls: RecentCalls;

  constructor(account: string, number: string) {
    this.number = number;
    this.guide = new Guide(account, number);
    this.permission = new Permission(account, number);
    this.dial = new Dial(account, number);
    // Calls that are new may change the checklist and the answers.
    this.calls = new RecentCalls(account, number, () => void Promise.all([this.guide.read(), this.permission.again()]));
  }

  /** It is looked at, or again. */
  show(): void {
    void this.guide.read();
    void this.calls.open();
    this.permission.resume();
  }

  /** Nobody looks any more: nothing is read, and what was entered stays. */
  hide(): void {
    this.guide.stop();
    this.calls.stop();
    this.permission.stop();
    this.dial.stop();
  }
}

/** The calling page of one account: the number that is shown, with what was typed of it. */
export class Calling {
  shown: NumberCalling | null = $state.raw(null);

  readonly #account: string;
  /** Numbers that were left before what was entered of them was on disk. */
  readonly #left = new Set<NumberCalling>();

  constructor(account: string) {
    this.#account = account;
  }

  choose(number: string): void {
    if (this.shown?.number === number) return;
    const before = this.shown;
    const again = [...this.#left].find((left) => left.number === number);
    this.shown = again ?? new NumberCalling(this.#account, number);
    if (again) this.#left.delete(again);
    if (before) void this.#leave(before);
  }

  /** Nothing of the account is left. */
  clear(): void {
    this.shown?.hide();
    this.shown = null;
    this.#left.clear();
  }

  /** What the disk refuses of what was entered. */
  async flush(): Promise<Unkept[]> {
    const all = [...(this.shown ? [this.shown] : []), ...this.#left];
    const kept = await Promise.all(all.map(({ permission }) => permission.kept()));
    return kept.filter((unkept) => unkept !== null);
  }

  async #leave(number: NumberCalling): Promise<void> {
    this.#left.add(number);
    if ((await number.permission.kept()) === null) this.#left.delete(number);
  }
}
