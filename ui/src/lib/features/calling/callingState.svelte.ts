import type { Unkept } from '../../state/unkept';
import { Dial } from './dial.svelte';
import { Guide } from './guide.svelte';
import { Permission } from './permission.svelte';
import { RecentCalls } from './recentCalls.svelte';

/** The state of the calling page for one number. */
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
    // New calls may change the checklist and the answers.
    this.calls = new RecentCalls(account, number, () => void Promise.all([this.guide.read(), this.permission.again()]));
  }

  /** The page is shown, for the first time or again. */
  show(): void {
    void this.guide.read();
    void this.calls.open();
    this.permission.resume();
  }

  /** The page is hidden: nothing is read, and entered facts stay. */
  hide(): void {
    this.guide.stop();
    this.calls.stop();
    this.permission.stop();
    this.dial.stop();
  }
}

/** The entered facts of this many numbers are kept: the last ones that were shown. */
const mostKept = 20;

/** The calling page of one account: the shown number, and the entered facts of this and earlier numbers. */
export class Calling {
  shown: NumberCalling | null = $state.raw(null);

  readonly #account: string;
  /** By number. The number that was shown last is at the end. */
  readonly #kept = new Map<string, NumberCalling>();

  constructor(account: string) {
    this.#account = account;
  }

  choose(number: string): void {
    if (this.shown?.number === number) return;
    const before = this.shown;
    const now = this.#kept.get(number) ?? new NumberCalling(this.#account, number);
    this.#kept.delete(number);
    this.#kept.set(number, now);
    this.shown = now;
    if (before) void before.permission.kept().then(() => this.#forgetOldest());
  }

  /** Forgets everything of the account. */
  clear(): void {
    this.shown?.hide();
    this.shown = null;
    this.#kept.clear();
  }

  /** Returns the entered facts that could not be saved. */
  async flush(): Promise<Unkept[]> {
    const kept = await Promise.all([...this.#kept.values()].map(({ permission }) => permission.kept()));
    return kept.filter((unkept) => unkept !== null);
  }

  /** Facts that could not be saved exist only here, so they are never forgotten. */
  #forgetOldest(): void {
    for (const [number, { permission }] of this.#kept) {
      if (this.#kept.size <= mostKept) return;
      if (permission.unkept === null && number !== this.shown?.number) this.#kept.delete(number);
    }
  }
}
