import type { Facet, Facets } from '../../bridge';
import type { FilterOption } from '../../components/FilterMenu.svelte';
import { configurationLabel, statusMark, wabaLabel } from '../../words/values';

type ListFilter = 'owners' | 'statuses' | 'configurations';
export type FilterEntry = { key: ListFilter; label: string; options: FilterOption[] };

export const wabaOptions = (wabas: Facet[]): FilterOption[] => wabas.map((facet) => ({ ...facet, label: wabaLabel(facet.label, facet.value) }));

/** The filters by a short list of values, with the counts from Rust. */
export function listFilters(facets: Facets): FilterEntry[] {
  return [
    { key: 'owners', label: 'Owner', options: facets.owners },
    { key: 'statuses', label: 'Status', options: facets.statuses.map((facet) => ({ ...facet, label: statusMark(facet.value).label })) },
    { key: 'configurations', label: 'Configuration', options: facets.configurations.map((facet) => ({ ...facet, label: configurationLabel(facet.value) })) },
  ];
}
