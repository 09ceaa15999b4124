import { onDestroy } from 'svelte';

/**
 * Returns a function that says whether the calling component is still in the page. After an `await` it may be gone: the
 * user closed it, and its derived values are out of date.
 */
export function mounted(): () => boolean {
  let isMounted = true;
  onDestroy(() => (isMounted = false));
  return () => isMounted;
}
