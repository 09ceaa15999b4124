import { commands, type DeskError, type DraftEntry, type DraftState } from '../../bridge';
import type { FilterOption } from '../../components/FilterMenu.svelte';
import { Reading } from '../../state/reading.svelte';
import { changeLines, draftName, wabaName } from '../../words/draftNames';
import { draftStates } from '../../words/records';

/** A bulk edit can make very many drafts; so many are drawn at a time. */
export const pageSize = 100;
/** From this many on, a list can be searched and filtered. */
export const handful = 8;

function textOf(draft: DraftEntry): string {
  const changes = changeLines(draft.changes).flatMap(({ label, before, after }) => [label, before, after]);
  return [draftName(draft), draft.key.id, wabaName(draft), draft.wabaId, draft.alias, draft.note ?? '', ...changes].join(' ').toLowerCase();
}

/** The drafts of one account, and which of them the page shows. */
export class Tray {
  search = $state('');
  states: DraftState[] = $state.raw([]);
  drawn = $state(pageSize);

  readonly #reading: Reading<DraftEntry[]>;

  constructor(account: string) {
    this.#reading = new Reading(() => commands.drafts(account));
  }

  readonly entries: DraftEntry[] = $derived.by(() => this.#reading.value ?? []);
  readonly filtered = $derived(this.search.trim() !== '' || this.states.length > 0);
  readonly found = $derived.by(() => this.#find());
  readonly shown = $derived(this.found.slice(0, this.drawn));
  readonly ready = $derived(this.entries.filter((draft) => draft.ready).length);
  readonly options: FilterOption[] = $derived.by(() => this.#options());
  /** What is searched in, prepared when it is first searched. */
  readonly #texts = $derived(this.entries.map(textOf));

  get loaded(): boolean {
    return this.#reading.value !== null;
  }

  /** Why the drafts are not, or no longer, those on disk. */
  get failure(): DeskError | null {
    return this.#reading.failure;
  }

  read(): Promise<void> {
    return this.#reading.ask();
  }

  find(search: string): void {
    this.search = search;
    this.drawn = pageSize;
  }

  choose(states: string[]): void {
    this.states = states as DraftState[];
    this.drawn = pageSize;
  }

  clear(): void {
    this.find('');
    this.choose([]);
  }

  #find(): DraftEntry[] {
    if (!this.filtered) return this.entries;
    const words = this.search.toLowerCase().split(/\s+/).filter(Boolean);
    const texts = words.length > 0 ? this.#texts : [];
    return this.entries.filter((draft, at) => (this.states.length === 0 || this.states.includes(draft.state)) && words.every((word) => texts[at]?.includes(word)));
  }

  #options(): FilterOption[] {
    const counts = new Map<DraftState, number>();
    for (const { state } of this.entries) counts.set(state, (counts.get(state) ?? 0) + 1);
    const states = Object.keys(draftStates) as DraftState[];
    return states.filter((state) => counts.has(state) || this.states.includes(state)).map((state) => ({ value: state, label: draftStates[state].label, count: counts.get(state) ?? 0 }));
  }
}
