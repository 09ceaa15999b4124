import { asDeskError, commands, type ActivityEntry, type DeskError } from '../../bridge';

const pageSize = 50;

/** The records of attempted writes, newest first, in pages. */
export class ActivityLog {
  search = $state('');
  entries: ActivityEntry[] = $state.raw([]);
  total = $state(0);
  loaded = $state(false);
  failure: DeskError | null = $state.raw(null);
  #generation = 0;

  find(account: string, search: string): Promise<void> {
    this.search = search;
    return this.read(account);
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
      const page = await commands.activity(account, { search: this.search, number: null, offset, limit });
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
