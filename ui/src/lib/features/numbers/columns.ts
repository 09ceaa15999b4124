import type { SortKey } from '../../bridge';

/** The list's columns in order. A narrow list drops those of a higher rank first, by the class `rank-N`. */
export const columns: { key: SortKey; label: string; rank: number }[] = [
  { key: 'number', label: 'Number', rank: 0 },
  { key: 'country', label: 'Country', rank: 5 },
  { key: 'alias', label: 'Alias', rank: 0 },
  { key: 'verifiedName', label: 'Verified name', rank: 5 },
  { key: 'configuration', label: 'Handled by', rank: 1 },
  { key: 'calling', label: 'Calling', rank: 2 },
  { key: 'status', label: 'Status', rank: 0 },
  { key: 'quality', label: 'Quality', rank: 4 },
  { key: 'owner', label: 'Owner', rank: 3 },
];
