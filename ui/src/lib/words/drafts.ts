import type { DraftsTakenBack } from '../bridge';
import { count } from './count';

/** What is said once a bulk edit or an import was to be undone. */
export function takenBack({ taken, changed, gone, back }: DraftsTakenBack): string {
  const are = (amount: number) => (amount === 1 ? 'is' : 'are');
  const were = (amount: number) => (amount === 1 ? 'was' : 'were');
  return [
    taken + back > 0 ? 'Undone.' : 'Nothing was undone.',
    back > 0 ? `${count(back, 'earlier draft')} ${are(back)} back.` : '',
    changed > 0 ? `${count(changed, 'draft')} ${were(changed)} changed since, and ${changed === 1 ? 'stays' : 'stay'}.` : '',
    gone > 0 ? `${count(gone, 'draft')} ${were(gone)} no longer there: saved or discarded since.` : '',
  ].filter(Boolean).join(' ');
}
