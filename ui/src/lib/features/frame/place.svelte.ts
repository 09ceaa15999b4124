import { commands, type Place } from '../../bridge';
import type { AccountScope } from './accountScope.svelte';

/** While the user scrolls or types, only the last place counts. Another page is told at once. */
const restMilliseconds = 250;

/** Tells Rust where the user is, so that a page that has to be loaded again begins there. */
export function reportPlace(scope: AccountScope): void {
  let told = scope.page;
  $effect(() => {
    const place: Place = { account: scope.id, page: scope.page, query: scope.list.query, top: scope.list.top };
    const timer = setTimeout(() => void commands.remember(place).catch(() => undefined), place.page === told ? restMilliseconds : 0);
    told = place.page;
    return () => clearTimeout(timer);
  });
}
