import { commands, type ActivityAction, type ActivityEntry, type ActivityOutcome, type ActivityQuery } from '../../bridge';
import { Windowed } from '../../state/windowed.svelte';
import { sinceOf, type Period } from './filters';

export type ActivityFilter = { outcomes: ActivityOutcome[]; actions: ActivityAction[]; period: Period | null };

/** The request of the page. A different object is a new request. */
type Wanted = { search: string; filter: ActivityFilter };

const everything: Wanted = { search: '', filter: { outcomes: [], actions: [], period: null } };

/** The writes of one batch. They are loaded when the batch is unfolded. */
export class BatchWrites extends Windowed<ActivityEntry, Wanted> {
  unfolded = $state(false);

  constructor(account: string, batch: number, wanted: Wanted) {
    super(wanted, (query, { offset, limit }) => commands.activity(account, { ...queryOf(query, offset, limit), batch }));
  }

  /** Reads the writes that match the query of the page. */
  follow(wanted: Wanted): Promise<void> {
    return wanted === this.query ? this.read() : this.change(wanted);
  }
}

/** The records of one account's attempted writes and batches, newest first. */
export class ActivityLog extends Windowed<ActivityEntry, Wanted> {
  readonly #account: string;
  readonly #batches = new Map<number, BatchWrites>();

  constructor(account: string) {
    super(everything, (wanted, { offset, limit }) => commands.activity(account, queryOf(wanted, offset, limit)));
    this.#account = account;
  }

  /** The writes of a batch, for as long as the window is open: an unfolded batch stays unfolded while the list scrolls. */
  writesOf(batch: number): BatchWrites {
    const known = this.#batches.get(batch) ?? new BatchWrites(this.#account, batch, this.query);
    this.#batches.set(batch, known);
    return known;
  }

  get search(): string {
    return this.query.search;
  }

  get filter(): ActivityFilter {
    return this.query.filter;
  }

  get filtered(): boolean {
    const { outcomes, actions, period } = this.filter;
    return this.search.trim() !== '' || outcomes.length > 0 || actions.length > 0 || period !== null;
  }

  find(search: string): Promise<void> {
    return this.change({ ...this.query, search });
  }

  narrow(filter: Partial<ActivityFilter>): Promise<void> {
    return this.change({ ...this.query, filter: { ...this.filter, ...filter } });
  }

  clear(): Promise<void> {
    return this.change(everything);
  }

  /** The query for all matching records, each by itself, for an export. */
  get whole(): ActivityQuery {
    return { ...queryOf(this.query, 0, 1), flat: true };
  }
}

function queryOf({ search, filter }: Wanted, offset: number, limit: number): ActivityQuery {
  const { outcomes, actions, period } = filter;
  return { search, number: null, batch: null, flat: false, outcomes, actions, since: sinceOf(period, Date.now()), offset, limit };
}
