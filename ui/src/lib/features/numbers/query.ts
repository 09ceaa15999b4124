import type { Facets, NumbersFilter, NumbersQuery } from '../../bridge';
import type { FilterOption } from '../../components/FilterMenu.svelte';
import { configurationLabel, statusMark, wabaLabel } from '../../words/values';

export const noFilter: NumbersFilter = { wabas: [], owners: [], statuses: [], configurations: [], calling: null, hasDraft: false, hasProblem: false };

export const firstQuery: NumbersQuery = { search: '', grouped: true, collapsed: [], filter: noFilter, sort: { key: 'number', descending: false } };

export function isFiltered({ search, filter }: NumbersQuery): boolean {
  const lists = [filter.wabas, filter.owners, filter.statuses, filter.configurations];
  return search.trim() !== '' || lists.some((list) => list.length > 0) || filter.calling !== null || filter.hasDraft || filter.hasProblem;
}

type ListFilter = 'wabas' | 'owners' | 'statuses' | 'configurations';
export type FilterEntry = { key: ListFilter; label: string; options: FilterOption[] };

/** The filters that are lists of values, with the counts that Rust found. */
export function listFilters(facets: Facets): FilterEntry[] {
  return [
    { key: 'wabas', label: 'WABA', options: facets.wabas.map((facet) => ({ ...facet, label: wabaLabel(facet.label, facet.value) })) },
    { key: 'owners', label: 'Owner', options: facets.owners },
    { key: 'statuses', label: 'Status', options: facets.statuses.map((facet) => ({ ...facet, label: statusMark(facet.value).label })) },
    { key: 'configurations', label: 'Configuration', options: facets.configurations.map((facet) => ({ ...facet, label: configurationLabel(facet.value) })) },
  ];
}
