import type { ChangeView, DraftEntry, DraftKey } from '../bridge';
import { fieldLabels } from './fields';
import { changeText } from './records';

/** One string for a draft, for sets and for the keys of lists. */
export const keyText = ({ kind, id }: DraftKey) => `${kind} ${id}`;

export const wabaName = (draft: DraftEntry) => draft.waba || draft.wabaId;

export const draftName = (draft: DraftEntry) => (draft.key.kind === 'mapping' ? `Mapping of ${wabaName(draft)}` : (draft.international ?? `+${draft.key.id}`));

export const changeLines = (changes: ChangeView[]) =>
  changes.map((change) => ({ label: fieldLabels[change.field], before: changeText(change, 'before'), after: changeText(change, 'after') }));
