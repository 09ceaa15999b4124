import { createContext } from 'svelte';
import type { AccountView, DeskError, MadeDrafts, RestoreWhat, StatusView } from '../bridge';
import type { Unkept } from '../state/unkept';
import type { Versions } from './versions.svelte';

export type Page = 'numbers' | 'drafts' | 'calling' | 'activity';

/** One account in the window, as its pages know it. Its id never changes; what belongs to another account is another scope. */
export interface Scope {
  readonly id: string;
  /** None once it was signed out. */
  readonly account: AccountView | undefined;
  readonly status: StatusView | null;
  readonly versions: Versions;
  /** Why the last sync did not begin. */
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
  /** Hands over what is being typed. When this resolves it is on disk, but for what the disk refused. */
  flush(): Promise<Unkept[]>;
  /** Makes a draft of what was there before a write, and shows it. Nothing is sent. */
  restore(activity: number, what: RestoreWhat): Promise<void>;
  /** Says what a bulk edit or an import made, and offers to undo all of it at once. */
  offerTakeBack(made: MadeDrafts, text: string, label: string): void;
  /** Says that a draft was discarded, and offers to bring it back. */
  offerUndo(discarded: number, name: string): void;
}

export const [useScope, provideScope] = createContext<Scope>();
