import { commands, type ActivityAction, type ActivityEntry, type ActivityOutcome, type ActivityPage, type ActivityQuery, type DeskError } from '../../bridge';
import { Reading } from '../../state/reading.svelte';
import { sinceOf, type Period } from './filters';

const pageSize = 50;

export type ActivityFilter = { outcomes: ActivityOutcome[]; actions: ActivityAction[]; period: Period | null };

/** What the page asks for: another one is another question. */
type Wanted = { search: string; filter: ActivityFilter; amount: number };

const noFilter: ActivityFilter = { outcomes: [], actions: [], period: null };

/** The records of one account's attempted writes, newest first, as many as were asked for. */
export class ActivityLog {
  #wanted: Wanted = $state.raw({ search: '', filter: noFilter, amount: pageSize });
  readonly #reading: Reading<ActivityPage, Wanted>;

  constructor(account: string) {
    this.#reading = new Reading((wanted) => commands.activity(account, queryOf(wanted)));
  }

  get search(): string {
    return this.#wanted.search;
  }

  get filter(): ActivityFilter {
    return this.#wanted.filter;
  }

  readonly entries: ActivityEntry[] = $derived.by(() => this.#reading.value?.entries ?? []);
  readonly total: number = $derived.by(() => this.#reading.value?.total ?? 0);

  get loaded(): boolean {
    return this.#reading.value !== null;
  }

  /** Why the records are not, or no longer, those on disk. */
  get failure(): DeskError | null {
    return this.#reading.failure;
  }

  get filtered(): boolean {
    const { outcomes, actions, period } = this.filter;
    return this.search.trim() !== '' || outcomes.length > 0 || actions.length > 0 || period !== null;
  }

  find(search: string): Promise<void> {
    return this.#want({ search, amount: pageSize });
  }

  narrow(filter: Partial<ActivityFilter>): Promise<void> {
    return this.#want({ filter: { ...this.filter, ...filter }, amount: pageSize });
  }

  clear(): Promise<void> {
    return this.#want({ search: '', filter: noFilter, amount: pageSize });
  }

  /** All that the search and the filters show, for a file. */
  get query(): ActivityQuery {
    return queryOf({ ...this.#wanted, amount: this.total });
  }

  /** Reads as many entries again as were asked for. */
  read(): Promise<void> {
    return this.#reading.ask(this.#wanted);
  }

  more(): Promise<void> {
    return this.#want({ amount: this.entries.length + pageSize });
  }

  #want(wanted: Partial<Wanted>): Promise<void> {
    this.#wanted = { ...this.#wanted, ...wanted };
    return this.read();
  }
}

function queryOf({ search, filter, amount }: Wanted): ActivityQuery {
  const { outcomes, actions, period } = filter;
  return { search, number: null, outcomes, actions, since: sinceOf(period, Date.now()), offset: 0, limit: amount };
}
