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

/** So many numbers keep what was typed of them, the last ones that were shown. */
const mostKept = 20;

/** The calling page of one account: the number that is shown, and what was typed of it and of those before. */
export class Calling {
  shown: NumberCalling | null = $state.raw(null);

  readonly #account: string;
  /** By number, the one that was shown last at the end. */
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

  /** Nothing of the account is left. */
  clear(): void {
    this.shown?.hide();
    this.shown = null;
    this.#kept.clear();
  }

  /** What the disk refuses of what was entered. */
  async flush(): Promise<Unkept[]> {
    const kept = await Promise.all([...this.#kept.values()].map(({ permission }) => permission.kept()));
    return kept.filter((unkept) => unkept !== null);
  }

  /** What the disk refused is in no other place, and is never forgotten. */
  #forgetOldest(): void {
    for (const [number, { permission }] of this.#kept) {
      if (this.#kept.size <= mostKept) return;
      if (permission.unkept === null && number !== this.shown?.number) this.#kept.delete(number);
    }
  }
}
