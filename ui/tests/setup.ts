import { clearMocks } from '@tauri-apps/api/mocks';
import { configure } from '@testing-library/svelte';
import { afterEach } from 'vitest';
import '../src/App.svelte';
import { toasts } from '../src/lib/components/toasts.svelte';
import { loadAll } from '../src/lib/state/later.svelte';

// These tests do not check whether a style hides a role, and finding that out is slow.
configure({ defaultHidden: true });

// In the app these parts are loaded when they are first shown. Here, no test waits for that.
await loadAll();

// Parts of the platform that happy-dom lacks, only as far as the components use them.
HTMLElement.prototype.showPopover ??= function showPopover(this: HTMLElement) {
  this.setAttribute('data-shown', '');
};

afterEach(() => {
  toasts.list = [];
  localStorage.clear();
  clearMocks();
});
