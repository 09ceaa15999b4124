import { commands, type DraftEntry, type DraftsQuery, type DraftState, type DraftsWindow } from '../../bridge';
import type { FilterOption } from '../../components/FilterMenu.svelte';
import { Windowed } from '../../state/windowed.svelte';
import { draftStates } from '../../words/records';
import { Picking } from './picking.svelte';

/** Lists with at least this many drafts can be searched and filtered. */
export const handful = 8;

const everything: DraftsQuery = { search: '', states: [] };

/** The drafts of one account, and the search and the filter of the page. */
export class Tray extends Windowed<DraftEntry, DraftsQuery, DraftsWindow> {
  readonly picking = new Picking();

  constructor(account: string) {
    super(everything, (query, span) => commands.drafts(account, query, span));
  }

  /** The number of all drafts, whatever the search is. */
  get drafts(): number {
    return this.window?.drafts ?? 0;
  }

  get ready(): number {
    return this.window?.ready ?? 0;
  }

  get filtered(): boolean {
    return this.query.search.trim() !== '' || this.query.states.length > 0;
  }

  get options(): FilterOption[] {
    const counts = new Map(this.window?.states.map(({ state, drafts }) => [state, drafts]));
    const states = (Object.keys(draftStates) as DraftState[]).filter((state) => counts.has(state) || this.query.states.includes(state));
    return states.map((state) => ({ value: state, label: draftStates[state].label, count: counts.get(state) ?? 0 }));
  }

  find(search: string): Promise<void> {
    return this.change({ ...this.query, search });
  }

  choose(states: string[]): Promise<void> {
    return this.change({ ...this.query, states: states as DraftState[] });
  }

  clear(): Promise<void> {
    return this.change(everything);
  }
}
