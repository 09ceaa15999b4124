import { later } from '../../state/later.svelte';

// The window starts with the numbers page. Everything else is loaded when it is first shown.
export const activityPage = later(() => import('../activity/ActivityPage.svelte'));
export const callingPage = later(() => import('../calling/CallingPage.svelte'));
export const draftsPage = later(() => import('../drafts/DraftsPage.svelte'));
export const palette = later(() => import('./Palette.svelte'));
export const closeDialog = later(() => import('./CloseDialog.svelte'));
export const stopDialog = later(() => import('./StopDialog.svelte'));
export const accountDialogs = later(() => import('../accounts/AccountDialogs.svelte'));
export const welcome = later(() => import('../accounts/Welcome.svelte'));
