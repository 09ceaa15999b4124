import type { NumberRow } from '../../bridge';
import { checkSentence } from '../../words/checks';
import { configurationLabel, qualityMark, statusMark } from '../../words/values';

/** The draft belongs to the WABA, not to the number. */
export const mappingDraft = 'Its WABA’s Account Mapping has a draft';

/**
 * The accessible name of a row: first what tells numbers apart, then also the values that a narrow list has no column
 * for.
 */
export function rowName(row: NumberRow): string {
  const first = [row.international, row.alias, statusMark(row.status).label, row.hasDraft && 'has a draft', row.mappingDraft && mappingDraft, ...row.problems, row.check && checkSentence(row.check)];
  const rest = [
    [configurationLabel(row.configuration), row.handledBy].filter(Boolean).join(' '),
    `calling ${row.calling ? 'on' : 'off'}`,
    `quality ${qualityMark(row.quality).label}`,
    row.owner && `owner ${row.owner}`,
    row.country,
    row.verifiedName && `verified name ${row.verifiedName}`,
  ];
  return [...first, ...rest].filter(Boolean).join(', ');
}
