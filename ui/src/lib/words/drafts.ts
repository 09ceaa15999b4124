import type { DraftsTakenBack } from '../bridge';
import { count } from './count';

/** What is said once a bulk edit or an import was undone. */
export function takenBack({ back, edited }: DraftsTakenBack): string {
  const again = back > 0 ? ` ${count(back, 'earlier draft')} ${back === 1 ? 'is' : 'are'} back.` : '';
  const stays = edited > 0 ? ` ${count(edited, 'draft')} ${edited === 1 ? 'was' : 'were'} edited since, and ${edited === 1 ? 'stays' : 'stay'}.` : '';
  return `Undone.${again}${stays}`;
}
