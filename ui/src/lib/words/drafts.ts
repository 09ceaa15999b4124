import type { DraftCount, DraftObstacle, DraftsMarked, DraftsTakenBack, FieldCount } from '../bridge';
import { amountText } from '../components/amount';
import { plural } from './count';
import { fieldLabels } from './fields';
import { draftStates } from './records';

/** The message after undoing a bulk edit or an import. */
export function takenBack({ taken, changed, gone, back }: DraftsTakenBack): string {
  return [
    taken + back > 0 ? 'Undone.' : 'Nothing was undone.',
    back > 0 ? plural(back, { one: '# earlier draft is back.', other: '# earlier drafts are back.' }) : '',
    changed > 0 ? plural(changed, { one: '# draft was changed since, and stays.', other: '# drafts were changed since, and stay.' }) : '',
    gone > 0 ? plural(gone, { one: '# draft was no longer there: saved or discarded since.', other: '# drafts were no longer there: saved or discarded since.' }) : '',
  ].filter(Boolean).join(' ');
}

/** The message after an import. */
export function imported(drafts: number, replaced: number): string {
  const came = plural(drafts, { one: '# draft imported', other: '# drafts imported' });
  return replaced > 0 ? `${came}, ${plural(replaced, { one: '# draft replaced', other: '# drafts replaced' })}.` : `${came}.`;
}

const inRunningBatch = { one: '# draft stays: it waits in the batch that is being applied.', other: '# drafts stay: they wait in the batch that is being applied.' };

/** The message after discarding several drafts. */
export const discardedText = (drafts: number, left: number) =>
  [plural(drafts, { one: '# draft discarded.', other: '# drafts discarded.' }), left > 0 ? plural(left, inRunningBatch) : ''].filter(Boolean).join(' ');

/** The message after marking several drafts. */
export function markedText({ marked, left }: DraftsMarked, ready: boolean): string {
  const done = ready ? plural(marked, { one: '# draft is marked as ready.', other: '# drafts are marked as ready.' }) : plural(marked, { one: '# draft is marked as not ready.', other: '# drafts are marked as not ready.' });
  const cannot = { one: '# draft cannot be marked as ready: it has errors or a conflict, or it waits in the batch that is being applied.', other: '# drafts cannot be marked as ready: they have errors or conflicts, or they wait in the batch that is being applied.' };
  return [done, left > 0 ? plural(left, ready ? cannot : inRunningBatch) : ''].filter(Boolean).join(' ');
}

/** Another configuration type or calling that is off stands in the way of all edits. */
export const parkedText = 'It sends nothing as the number is configured now. Discard it, or open it and change the configuration type or calling.';

/** Why a draft cannot be sent from the tray, and what to do. */
export const obstacles: Record<DraftObstacle, string> = {
  inBatch: 'It is part of the batch that is being applied. Stop the batch first.',
  batchRunning: 'Drafts are being applied. Stop the batch, or wait for its end.',
  invalid: 'It has errors: open it and correct them first.',
  conflict: 'It has a conflict: open it and decide first.',
  disconnected: 'Its number is not at Plivo, so there is nothing to write to.',
};

/** `Alias (3), Webhook URL (48)`: how many numbers get each field. */
export const fieldCounts = (fields: FieldCount[]) => fields.map(({ field, numbers }) => `${fieldLabels[field]} (${amountText(numbers)})`).join(', ');

/** Drafts that stay as they are. */
export function staying(counts: DraftCount[]): string {
  const amount = counts.reduce((sum, { drafts }) => sum + drafts, 0);
  const states = counts.map(({ state, drafts }) => `${draftStates[state].label} (${amountText(drafts)})`).join(', ');
  return plural(amount, { one: '# draft that cannot be sent as it is now: {states}.', other: '# drafts that cannot be sent as they are now: {states}.' }, { states });
}
