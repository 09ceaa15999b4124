import { commands, type ActivityAction, type ActivityEntry, type ActivityOutcome, type ActivityQuery } from '../../bridge';
import { Windowed } from '../../state/windowed.svelte';
import { sinceOf, type Period } from './filters';

export type ActivityFilter = { outcomes: ActivityOutcome[]; actions: ActivityAction[]; period: Period | null };

/** The request of the page. A different object is a new request. */
type Wanted = { search: string; filter: ActivityFilter };

const everything: Wanted = { search: '', filter: { outcomes: [], actions: [], period: null } };

/** The records of one account's attempted writes, newest first. */
export class ActivityLog extends Windowed<ActivityEntry, Wanted> {
  constructor(account: string) {
    super(everything, (wanted, { offset, limit }) => commands.activity(account, queryOf(wanted, offset, limit)));
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

  /** The query for all matching records, for an export. */
  get whole(): ActivityQuery {
    return queryOf(this.query, 0, this.total);
  }
}

function queryOf({ search, filter }: Wanted, offset: number, limit: number): ActivityQuery {
  const { outcomes, actions, period } = filter;
  return { search, number: null, outcomes, actions, since: sinceOf(period, Date.now()), offset, limit };
}
