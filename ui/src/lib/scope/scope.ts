import { createContext } from 'svelte';
import type { AccountView, DeskError, MadeDrafts, RestoreWhat, StatusView } from '../bridge';
import type { Unkept } from '../state/unkept';
import type { Versions } from './versions.svelte';

export type Page = 'numbers' | 'drafts' | 'calling' | 'activity';

/** One account in the window, as its pages see it. Its id never changes. Another account has another scope. */
export interface Scope {
  readonly id: string;
  /** Undefined after the account was signed out. */
  readonly account: AccountView | undefined;
  readonly status: StatusView | null;
  readonly versions: Versions;
  /** Why the last sync did not start. */
  readonly failure: DeskError | null;
  page: Page;
  /** The number whose panel is open. */
  readonly open: string | null;
  openNumber(number: string, takeFocus?: boolean): void;
  /** Opens a number and marks it in the list. */
  showNumber(number: string): Promise<void>;
  closePanel(): void;
  openCalling(number: string): void;
  sync(): Promise<void>;
  stopSync(): Promise<void>;
  askToken(): void;
  /** Saves what is being typed. When this resolves, everything is on disk except for what it returns. */
  flush(): Promise<Unkept[]>;
  /** Makes a draft of the values before a write, and shows it. Nothing is sent. */
  restore(activity: number, what: RestoreWhat): Promise<void>;
  /** Makes the drafts that undo a batch, and asks before they are applied. After a no, everything is as it was. */
  undoBatch(record: number): Promise<void>;
  /** Shows what a bulk edit or an import made, and offers to undo all of it at once. */
  offerTakeBack(made: MadeDrafts, text: string, label: string): void;
  /** Shows that a draft was discarded, and offers to undo it. */
  offerUndo(discarded: number, name: string): void;
}

export const [useScope, provideScope] = createContext<Scope>();
