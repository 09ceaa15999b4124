import type { ActivityEntry } from '../../bridge';
import { fieldLabels } from '../../words/fields';
import { valueText } from '../../words/records';

/** The fields of a record, with their values before and after. */
export const changeLines = ({ action, changes }: ActivityEntry) => changes.map(({ field, before, after, readBack }) => ({
  label: fieldLabels[field],
  before: valueText(field, before),
  after: action === 'disconnect' ? 'gone' : valueText(field, after),
  note: readBack === null ? undefined : `Plivo then held: ${valueText(field, readBack)}`,
}));
