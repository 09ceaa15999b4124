import type { SortKey } from '../../bridge';

/**
 * The columns of the list, in order. A narrow list hides the columns with the highest rank first, by the class
 * `rank-N`.
 */
export const columns: { key: SortKey; label: string; rank: number }[] = [
  { key: 'number', label: 'Number', rank: 0 },
  { key: 'country', label: 'Country', rank: 6 },
  { key: 'alias', label: 'Alias', rank: 1 },
  { key: 'verifiedName', label: 'Verified name', rank: 6 },
  { key: 'configuration', label: 'Handled by', rank: 2 },
  { key: 'calling', label: 'Calling', rank: 3 },
  { key: 'status', label: 'Status', rank: 0 },
  { key: 'quality', label: 'Quality', rank: 5 },
  { key: 'owner', label: 'Owner', rank: 4 },
];

/**
 * Whether the window is too narrow for all columns, in CSS pixels. In a wider window they return when the panel is
 * closed.
 */
export const lacksColumns = (windowWidth: number) => windowWidth < 1200;

/**
 * The height of a row, in CSS pixels. Values without a column are on one line below the row, or on two in a very narrow
 * list.
 */
export function rowHeightOf(windowWidth: number, listWidth: number): number {
  if (!lacksColumns(windowWidth)) return 36;
  return listWidth >= 600 ? 54 : 72;
}
