import { asDeskError, commands, type ActivityAction, type ActivityEntry, type ActivityOutcome, type ActivityQuery, type DeskError } from '../../bridge';
import { sinceOf, type Period } from './filters';

const pageSize = 50;

export type ActivityFilter = { outcomes: ActivityOutcome[]; actions: ActivityAction[]; period: Period | null };

const noFilter: ActivityFilter = { outcomes: [], actions: [], period: null };

/** The records of attempted writes, newest first, in pages. */
export class ActivityLog {
  search = $state('');
  filter: ActivityFilter = $state.raw(noFilter);
  entries: ActivityEntry[] = $state.raw([]);
  total = $state(0);
  loaded = $state(false);
  failure: DeskError | null = $state.raw(null);
  #generation = 0;

  get filtered(): boolean {
    const { outcomes, actions, period } = this.filter;
    return this.search.trim() !== '' || outcomes.length > 0 || actions.length > 0 || period !== null;
  }

  find(account: string, search: string): Promise<void> {
    this.search = search;
    return this.read(account);
  }

  narrow(account: string, filter: Partial<ActivityFilter>): Promise<void> {
    this.filter = { ...this.filter, ...filter };
    return this.read(account);
  }

  clear(account: string): Promise<void> {
    this.search = '';
    this.filter = noFilter;
    return this.read(account);
  }

  query(offset: number, limit: number): ActivityQuery {
    const { outcomes, actions, period } = this.filter;
    return { search: this.search, number: null, outcomes, actions, since: sinceOf(period, Date.now()), offset, limit };
  }

  /** Reads as many entries again as are shown. */
  read(account: string): Promise<void> {
    return this.#read(account, 0, Math.max(pageSize, this.entries.length));
  }

  more(account: string): Promise<void> {
    return this.#read(account, this.entries.length, pageSize);
  }

  async #read(account: string, offset: number, limit: number): Promise<void> {
    const generation = ++this.#generation;
    try {
      const page = await commands.activity(account, this.query(offset, limit));
      if (generation !== this.#generation) return;
      this.entries = offset === 0 ? page.entries : [...this.entries, ...page.entries];
      this.total = page.total;
      this.loaded = true;
      this.failure = null;
    } catch (thrown) {
      this.failure = asDeskError(thrown);
    }
  }
}
