import type { BatchRecord, BatchUndo } from '../bridge';
import { count, plural } from './count';
import { fieldCounts } from './drafts';

/** `50 numbers of 3 WABAs`. */
export const batchSize = ({ numbers, wabas }: BatchRecord) => `${count(numbers, 'number')}${wabas > 0 ? ` of ${count(wabas, 'WABA')}` : ''}`;

/** What the batch was about, in whole sentences. */
export const batchAbout = ({ fields, undoes, undone }: BatchRecord) =>
  [undoes ? 'It undoes an earlier batch.' : '', fields.length > 0 ? `Fields: ${fieldCounts(fields)}.` : '', undone ? 'A later batch was made to undo it.' : ''].filter(Boolean).join(' ');

/** The numbers that the undo of a batch does not change back, by the reason. */
export function leftOut({ unchanged, drafted, gone, unknown, mappings, stay }: BatchUndo): string[] {
  return [
    unchanged > 0 ? plural(unchanged, { one: '# number has its earlier values already.', other: '# numbers have their earlier values already.' }) : '',
    drafted > 0 ? plural(drafted, { one: '# number has a draft and is left out. Apply or discard that draft first.', other: '# numbers have drafts and are left out. Apply or discard those drafts first.' }) : '',
    gone > 0 ? plural(gone, { one: '# number is no longer among the numbers of this account.', other: '# numbers are no longer among the numbers of this account.' }) : '',
    unknown > 0 ? plural(unknown, { one: 'It is not yet known whether the batch changed # number. It is left out.', other: 'It is not yet known whether the batch changed # numbers. They are left out.' }) : '',
    stay.length > 0 ? `Empty before: ${fieldCounts(stay)}. Plivo accepts no empty value there, so the value of the batch stays.` : '',
    mappings > 0 ? plural(mappings, { one: 'The batch had # mapping, which needs a confirmation of its own. If it was confirmed, its own record in Activity offers the undo.', other: 'The batch had # mappings, which need a confirmation each. For those that were confirmed, their own records in Activity offer the undo.' }) : '',
  ].filter(Boolean);
}

/** There is no draft to make. */
export const nothingToUndo = (undo: BatchUndo) => [undo.drafted + undo.unknown > 0 ? 'Nothing can be changed back now.' : 'There is nothing to change back.', ...leftOut(undo)].join(' ');
