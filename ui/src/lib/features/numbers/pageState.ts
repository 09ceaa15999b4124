import type { StatusView } from '../../bridge';
import { isCut } from '../../words/connection';

/** What the numbers page shows instead of rows. Unknown, missing and refused never look like "no numbers". */
export type PageState = 'rows' | 'noMatch' | 'reading' | 'empty' | 'connection';

export function pageState(status: StatusView | null, list: { loaded: boolean; numbers: number; matching: number }): PageState | null {
  if (!list.loaded) return null;
  if (list.numbers > 0) return list.matching > 0 ? 'rows' : 'noMatch';
  const state = status?.connection.state ?? 'unknown';
  if (status && isCut(status) && state !== 'rateLimited') return 'connection';
  if (status?.sync.running) return 'reading';
  if (state === 'rateLimited') return 'connection';
  // The window has just begun, and the account is about to be read.
  if (state === 'unknown' && status?.sync.lastComplete == null && !status?.sync.partial) return 'reading';
  return status?.sync.lastComplete != null ? 'empty' : 'connection';
}
