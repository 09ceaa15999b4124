import { later } from '../../state/later.svelte';

export const remapDialog = later(() => import('./RemapDialog.svelte'));
export const disconnectDialog = later(() => import('./DisconnectDialog.svelte'));
