import type { DraftEntry, DraftKey, DraftsPick, DraftsQuery } from '../../bridge';
import { keyText } from '../../words/draftNames';

/** The drafts that are picked in the tray: single ones, or all that match a query, without some. */
export class Picking {
  /** All that match this are picked, without the drafts in `#keys`. Null: the drafts in `#keys` are picked. */
  #all: { query: DraftsQuery; matching: number } | null = $state.raw(null);
  #keys: ReadonlyMap<string, DraftKey> = $state.raw(new Map());

  /** A later draft of the same number is another draft. */
  static #nameOf = ({ key, startedAt }: DraftEntry) => `${keyText(key)} ${startedAt}`;

  readonly count = $derived.by(() => (this.#all ? this.#all.matching - this.#keys.size : this.#keys.size));
  readonly all = $derived.by(() => this.#all !== null && this.#keys.size === 0);

  has(draft: DraftEntry): boolean {
    return this.#keys.has(Picking.#nameOf(draft)) !== (this.#all !== null);
  }

  toggle(draft: DraftEntry): void {
    const keys = new Map(this.#keys);
    const name = Picking.#nameOf(draft);
    if (!keys.delete(name)) keys.set(name, draft.key);
    this.#keys = keys;
    if (this.count === 0) this.clear();
  }

  /** The draft is gone. */
  drop(draft: DraftEntry): void {
    if (!this.#all && this.has(draft)) this.toggle(draft);
  }

  pickAll(query: DraftsQuery, matching: number): void {
    this.#all = { query, matching };
    this.#keys = new Map();
  }

  clear(): void {
    this.#all = null;
    this.#keys = new Map();
  }

  /** All drafts are picked only for as long as the list shows the same drafts. */
  follow(query: DraftsQuery, matching: number): void {
    if (this.#all && (this.#all.query !== query || this.#all.matching !== matching)) this.clear();
  }

  get pick(): DraftsPick {
    const keys = [...this.#keys.values()];
    return this.#all ? { kind: 'matching', ...this.#all, except: keys } : { kind: 'these', drafts: keys };
  }
}
