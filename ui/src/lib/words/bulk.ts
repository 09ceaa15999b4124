import type { BulkDone } from '../bridge';
import { count, plural } from './count';

/** What a bulk edit made, in whole sentences. */
export function bulkMade({ made, discarded }: BulkDone): string {
  const drafts = made.keys.length > 0 || discarded === 0 ? `${count(made.keys.length, 'draft')} made.` : '';
  const gone = discarded > 0 ? plural(discarded, { one: '# draft discarded: it asks for what Plivo holds.', other: '# drafts discarded: they ask for what Plivo holds.' }) : '';
  return [drafts, gone].filter(Boolean).join(' ');
}

/** Of drafts that have errors: they stay, and are left out. */
export const bulkLeftOut = (invalid: number) => plural(invalid, { one: '# draft has errors and is not applied.', other: '# drafts have errors and are not applied.' });

/** Drafts of a cancelled bulk edit that the disk did not let go. */
export const bulkNotTakenBack = (drafts: number, why: string) =>
  `${plural(drafts, { one: '# draft was made and could not be taken back.', other: '# drafts were made and could not be taken back.' })} Nothing was sent. ${why}`;
