import { later } from '../../state/later.svelte';

/** The dialogs by which numbers are added, and the checklist for Plivo's console. */
export const dialogs = {
  number: later(() => import('./AddNumberDialog.svelte')),
  csv: later(() => import('./CsvDialog.svelte')),
};
export const checklist = later(() => import('./ByHandDialog.svelte'));
