import { asDeskError, commands, type DeskError, type PermissionView } from '../../bridge';
import { announcer } from '../../components/announcer.svelte';
import { coalesced } from '../../state/coalesced';
import { Reading } from '../../state/reading.svelte';
import type { Unkept } from '../../state/unkept';
import { answersText } from '../../words/calling';
import { Facts, type Rows } from './facts.svelte';

/**
 * The longest delay of the timer, in milliseconds. A timer can be late by the time that the computer slept, so the
 * clock is read this often.
 */
const longestWait = 30_000;
/**
 * The delay before the next request, in milliseconds, when the moment has passed and the answer is still the old one.
 */
const askAgainAfter = 5_000;

/** One press of Check. Each press is a new question, even about the same customer. */
type Question = { customer: string };

/**
 * *Can I call this customer?* for one number: the customer, the known facts, and the two answers, which never become
 * stale on screen.
 */
export class Permission {
  typed = $state('');
  view: PermissionView | null = $state.raw(null);
  facts: Facts | null = $state.raw(null);
  /** Why there is no answer. */
  error: DeskError | null = $state.raw(null);
  /** The rows that the view is about. */
  rows: Rows = $state.raw({ granted: [], requests: [], calls: [] });
  /** Why the entered facts are not on disk. */
  unkept: DeskError | null = $state.raw(null);

  readonly #account: string;
  readonly #number: string;
  readonly #answers: Reading<PermissionView, Question>;
  readonly #calls: Reading<PermissionView, Question>;
  readonly #keep = coalesced(() => this.#keepOnce());
  /** The question that the facts on screen belong to. */
  #shown: Question | null = null;
  /** How often the entered facts were sent. */
  #keeps = 0;
  #kept = '';
  #keptRows: Rows = { granted: [], requests: [], calls: [] };
  #keeping = Promise.resolve();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(account: string, number: string) {
    this.#account = account;
    this.#number = number;
    this.#answers = new Reading((question) => this.#answer(question), (view, question) => this.#answered(view, question));
    this.#calls = new Reading(({ customer }) => commands.readCustomerCalls(account, number, customer), () => void this.#answers.again());
  }

  /** Why the shown answers could not be refreshed. */
  get staleError(): DeskError | null {
    return this.view && this.error === null ? this.#answers.failure : null;
  }

  /** Why the last read of the calls with the customer failed. */
  get callsError(): DeskError | null {
    return this.#calls.failure ?? this.#calls.value?.callsError ?? null;
  }

  get reading(): boolean {
    return this.#calls.running;
  }

  type(text: string): void {
    this.typed = text;
    this.error = null;
  }

  /** Answers from the data on this computer, then reads the calls with the customer and answers again. */
  async check(): Promise<void> {
    const question = { customer: this.typed };
    this.error = null;
    // Facts that are not on disk would be lost.
    if (await this.kept()) return;
    await this.#answers.ask(question);
    if (this.#shown !== question) {
      this.error = this.#answers.failure;
      return;
    }
    this.#calls.stop();
    this.#calls.value = null;
    await this.#readCalls();
    if (this.#shown === question && this.view) announcer.say(answersText(this.view));
  }

  /** Reads the calls at the user's request, and announces the result. */
  async refresh(): Promise<void> {
    if (this.reading || this.#shown === null) return;
    await this.#readCalls();
    if (this.view) announcer.say(this.callsError ? this.callsError.message : answersText(this.view));
  }

  /** Saves the entered facts, and shows the answers that follow from them. */
  keep(): void {
    this.#keeping = this.#keep();
  }

  /** Resolves when the entered facts are on disk, or saving them failed. */
  settled(): Promise<void> {
    return this.#keeping;
  }

  /** Saves the entered facts, retries what failed before, and returns what could not be saved. */
  async kept(): Promise<Unkept | null> {
    if (this.unkept) this.keep();
    await this.settled();
    return this.unkept && { what: `What was entered of ${this.view?.international ?? 'a customer'}`, why: this.unkept.message };
  }

  /** Asks the same question again, because time has passed or calls were read. */
  async again(): Promise<void> {
    const before = this.view;
    if (!before) return;
    await this.#answers.again();
    this.#watchClock();
    const now = this.view;
    const same = now === null || now.customer !== before.customer || (now.mayCall.answer === before.mayCall.answer && now.mayAsk.answer === before.mayAsk.answer);
    if (!same) announcer.say(answersText(now));
  }

  /** The page is hidden. Entered facts are still saved. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#answers.stop();
    this.#calls.stop();
  }

  /** The page is shown again. */
  resume(): void {
    if (this.#shown) void this.#answers.ask(this.#shown);
  }

  /** Asks again if facts were entered while the request ran. */
  async #answer({ customer }: Question): Promise<PermissionView> {
    for (;;) {
      await this.settled();
      const keeps = this.#keeps;
      const view = await commands.permission(this.#account, this.#number, customer);
      if (keeps === this.#keeps) return view;
    }
  }

  #answered(view: PermissionView, question: Question): void {
    // For the same customer, incomplete rows stay.
    const same = this.facts !== null && view.customer === this.view?.customer;
    if (question !== this.#shown && !same) this.#show(view, question);
    else this.#adopt(view);
    this.#shown = question;
  }

  #show(view: PermissionView, question: Question): void {
    this.#shown = question;
    this.facts = new Facts(view.facts);
    this.#kept = JSON.stringify(this.facts.whole);
    this.#keptRows = this.facts.rows;
    this.error = null;
    this.unkept = null;
    this.#adopt(view);
  }

  async #readCalls(): Promise<void> {
    if (!this.view) return;
    await this.#calls.ask({ customer: this.view.customer });
    await this.#answers.settled();
    this.#watchClock();
  }

  async #keepOnce(): Promise<void> {
    const { view, facts } = this;
    if (!view || !facts) return;
    const [whole, rows, shown] = [facts.whole, facts.rows, this.#shown];
    if (JSON.stringify(whole) === this.#kept && this.unkept === null) return;
    this.#keeps += 1;
    try {
      await commands.keepPermissionFacts(this.#account, this.#number, view.customer, whole);
      if (shown !== this.#shown) return;
      this.#kept = JSON.stringify(whole);
      this.#keptRows = rows;
      this.unkept = null;
      void this.again();
    } catch (thrown) {
      this.unkept = asDeskError(thrown);
    }
  }

  #adopt(view: PermissionView): void {
    this.view = view;
    this.rows = this.#keptRows;
    this.#watchClock();
  }

  #watchClock(): void {
    clearTimeout(this.#timer);
    const next = this.view && nextChange(this.view);
    if (next === null) return;
    const left = next - Date.now();
    this.#timer = setTimeout(() => (Date.now() >= next ? this.#timeHasPassed() : this.#watchClock()), left <= 0 ? askAgainAfter : Math.min(left, longestWait));
  }

  #timeHasPassed(): void {
    const oldAt = this.view?.callsOldAt ?? null;
    if (oldAt !== null && Date.now() >= oldAt) void this.#readCalls();
    else void this.again();
  }
}

/** The first moment at which an answer changes, or at which the calls become too old. */
function nextChange({ mayCall, mayAsk, callsOldAt }: PermissionView): number | null {
  const changes = [mayCall, mayAsk].flatMap(({ changesAt, becomesYesAt }) => [changesAt, becomesYesAt]);
  const moments = [callsOldAt, ...changes].filter((at) => at !== null);
  return moments.length > 0 ? Math.min(...moments) : null;
}
