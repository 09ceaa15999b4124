import { later } from '../../state/later.svelte';

export const bulkDialog = later(() => import('./BulkDialog.svelte'));
