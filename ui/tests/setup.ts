import { clearMocks } from '@tauri-apps/api/mocks';
import { configure } from '@testing-library/svelte';
import { afterEach } from 'vitest';
import { toasts } from '../src/lib/components/toasts.svelte';

// Whether a role is hidden by a style is not what these tests ask, and finding it out is slow.
configure({ defaultHidden: true });

// What happy-dom lacks of the platform, as little of it as the components use.
HTMLElement.prototype.showPopover ??= function showPopover(this: HTMLElement) {
  this.setAttribute('data-shown', '');
};

afterEach(() => {
  toasts.list = [];
  localStorage.clear();
  clearMocks();
});
