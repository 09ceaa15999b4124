import { asDeskError, commands, type DeskError, type PermissionView } from '../../bridge';
import { announcer } from '../../components/announcer.svelte';
import { yesNo } from '../../words/calling';
import { coalesced } from '../drafts/coalesced';
import type { Unkept } from '../frame/closing.svelte';
import { Facts } from './facts.svelte';

/** A timer may be late by as long as the computer slept, so the clock is looked at this often, in milliseconds. */
const longestWait = 30_000;
/** The moment has passed and the answer is the old one still. */
const askAgainAfter = 5_000;

/** *Can I call this customer?* for one number: the customer, what is known of them, and the two answers, which never go stale on screen. */
export class Permission {
  typed = $state('');
  view: PermissionView | null = $state.raw(null);
  facts: Facts | null = $state.raw(null);
  /** Why there is no answer. */
  error: DeskError | null = $state.raw(null);
  /** Why what was entered is not on disk. */
  unkept: DeskError | null = $state.raw(null);

  #account: string;
  #number: string;
  #asked = 0;
  #kept = '';
  #keeping = Promise.resolve();
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #keep = coalesced(() => this.#keepOnce());

  constructor(account: string, number: string) {
    this.#account = account;
    this.#number = number;
  }

  type(text: string): void {
    this.typed = text;
    this.error = null;
  }

  async check(): Promise<void> {
    await this.settled();
    const asked = ++this.#asked;
    try {
      const view = await commands.permission(this.#account, this.#number, this.typed);
      if (asked !== this.#asked) return;
      this.facts = new Facts(view.facts);
      this.#kept = JSON.stringify(this.facts.whole);
      this.error = null;
      this.unkept = null;
      this.#adopt(view);
      announcer.say(answersText(view));
    } catch (thrown) {
      if (asked === this.#asked) this.error = asDeskError(thrown);
    }
  }

  /** Keeps what was entered, and shows the answers that follow from it. */
  keep(): void {
    this.#keeping = this.#keep();
  }

  /** Resolves when what was entered is on disk, or was refused by it. */
  settled(): Promise<void> {
    return this.#keeping;
  }

  /** Hands over what was entered, once more what was refused before, and answers what the disk refuses of it. */
  async kept(): Promise<Unkept | null> {
    if (this.unkept) this.keep();
    await this.settled();
    return this.unkept && { what: `What was entered of ${this.view?.international ?? 'a customer'}`, why: this.unkept.message };
  }

  /** The same question again: time has passed, or calls were read. */
  async again(): Promise<void> {
    const { view } = this;
    if (!view) return;
    const asked = ++this.#asked;
    const newer = await commands.permission(this.#account, this.#number, view.customer).catch(() => view);
    if (asked !== this.#asked) return;
    this.#adopt(newer);
    if (newer.mayCall.answer !== view.mayCall.answer || newer.mayAsk.answer !== view.mayAsk.answer) announcer.say(answersText(newer));
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#asked += 1;
  }

  async #keepOnce(): Promise<void> {
    const { view, facts } = this;
    if (!view || !facts) return;
    const whole = facts.whole;
    if (JSON.stringify(whole) === this.#kept && this.unkept === null) return;
    const asked = ++this.#asked;
    try {
      const answered = await commands.keepPermissionFacts(this.#account, this.#number, view.customer, whole);
      this.#kept = JSON.stringify(whole);
      this.unkept = null;
      if (asked === this.#asked) this.#adopt(answered);
    } catch (thrown) {
      this.unkept = asDeskError(thrown);
    }
  }

  #adopt(view: PermissionView): void {
    this.view = view;
    this.#watchClock();
  }

  #watchClock(): void {
    clearTimeout(this.#timer);
    const next = this.view && nextChange(this.view);
    if (next === null) return;
    const left = next - Date.now();
    this.#timer = setTimeout(() => (Date.now() >= next ? void this.again() : this.#watchClock()), left <= 0 ? askAgainAfter : Math.min(left, longestWait));
  }
}

/** The first moment at which either answer is another one. */
function nextChange({ mayCall, mayAsk }: PermissionView): number | null {
  const moments = [mayCall, mayAsk].flatMap(({ changesAt, becomesYesAt }) => [changesAt, becomesYesAt]).filter((at) => at !== null);
  return moments.length > 0 ? Math.min(...moments) : null;
}

function answersText({ international, mayCall, mayAsk }: PermissionView): string {
  return `${international}. Can I call? ${yesNo[mayCall.answer].label}. ${mayCall.reason} May I ask for permission again? ${yesNo[mayAsk.answer].label}. ${mayAsk.reason}`;
}
