import type { BulkDone, BulkPreview } from '../bridge';
import { amountText } from '../components/amount';
import { count, plural } from './count';

/** The result of a bulk edit, in whole sentences. */
export function bulkMade({ made, discarded }: BulkDone): string {
  const drafts = made.drafts > 0 || discarded === 0 ? `${count(made.drafts, 'draft')} made.` : '';
  const gone = discarded > 0 ? plural(discarded, { one: '# draft discarded: it asks for what Plivo holds.', other: '# drafts discarded: they ask for what Plivo holds.' }) : '';
  return [drafts, gone].filter(Boolean).join(' ');
}

/** Drafts with errors are kept, but are not applied. */
export const bulkLeftOut = (invalid: number) => plural(invalid, { one: '# draft has errors and is not applied.', other: '# drafts have errors and are not applied.' });

/** Drafts of a cancelled bulk edit that could not be taken back. */
export const bulkNotTakenBack = (drafts: number, why: string) =>
  `${plural(drafts, { one: '# draft was made and could not be taken back.', other: '# drafts were made and could not be taken back.' })} Nothing was sent. ${why}`;

/** What a bulk edit would change. Each part is a whole sentence, or empty. */
export function bulkSummary({ numbers, changing, parked, drafted, invalid, invalidNumbers }: BulkPreview) {
  const named = invalidNumbers.join(', ') + (invalid > invalidNumbers.length ? ` and ${amountText(invalid - invalidNumbers.length)} more` : '');
  return {
    changing: plural(changing, { one: `# number of ${amountText(numbers)} would change.`, other: `# numbers of ${amountText(numbers)} would change.` }),
    parked: parked === 0 ? '' : plural(parked, {
      one: 'For # other number it would be kept as a draft of which nothing is sent, since another configuration type or calling that is off stands in its way.',
      other: 'For # other numbers it would be kept as a draft of which nothing is sent, since another configuration type or calling that is off stands in their way.',
    }),
    drafted: drafted === 0 ? '' : plural(drafted, { one: '# existing draft will be changed.', other: '# existing drafts will be changed.' }),
    invalid: invalid === 0 ? '' : plural(invalid, {
      one: `# number would have errors and is left out when the others are applied: ${named}.`,
      other: `# numbers would have errors and are left out when the others are applied: ${named}.`,
    }),
  };
}
