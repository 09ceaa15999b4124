import { firstQuery, type NumbersFilter, type NumbersQuery } from '../../bridge';

export const noFilter: NumbersFilter = firstQuery.filter;

export function isFiltered({ search, filter }: NumbersQuery): boolean {
  const lists = [filter.wabas, filter.owners, filter.statuses, filter.configurations];
  return search.trim() !== '' || lists.some((list) => list.length > 0) || filter.calling !== null || filter.hasDraft || filter.hasProblem;
}
