import type { NumbersFilter, NumbersQuery } from '../../bridge';

export const noFilter: NumbersFilter = { wabas: [], owners: [], statuses: [], configurations: [], calling: null, hasDraft: false, hasProblem: false };

export const firstQuery: NumbersQuery = { search: '', grouped: true, collapsed: [], filter: noFilter, sort: { key: 'number', descending: false } };

export function isFiltered({ search, filter }: NumbersQuery): boolean {
  const lists = [filter.wabas, filter.owners, filter.statuses, filter.configurations];
  return search.trim() !== '' || lists.some((list) => list.length > 0) || filter.calling !== null || filter.hasDraft || filter.hasProblem;
}
