import type { ListRow } from '../../bridge';

/** Whether a row can be active. A heading is skipped, unless it is collapsed and stands for its numbers. */
const canBeMarked = (row: ListRow) => row.kind === 'number' || row.collapsed;

/** The next row from `at` in this direction that can be active. A row that is not loaded counts as one. */
export function markable(row: (at: number) => ListRow | undefined, at: number, way: 1 | -1, total: number): number | null {
  for (let place = at; place >= 0 && place < total; place += way) {
    const found = row(place);
    if (!found || canBeMarked(found)) return place;
  }
  return null;
}
