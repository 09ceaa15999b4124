import type { ActivityAction, ActivityOutcome, BatchCount, BatchState, ChangeView, DraftState, FieldName, ImportState, RestoredView, RestoreWhat } from '../bridge';
import type { Shape, Tone } from '../components/messages';
import { typeLabels } from './values';
import { amountText } from '../components/amount';

type Words = { label: string; tone: Tone; shape: Shape };

export const draftStates: Record<DraftState, Words> = {
  invalid: { label: 'invalid', tone: 'bad', shape: 'diamond' },
  disconnected: { label: 'number disconnected', tone: 'neutral', shape: 'ring' },
  conflict: { label: 'conflict', tone: 'bad', shape: 'square' },
  needsConfirmation: { label: 'needs confirmation', tone: 'warn', shape: 'triangle' },
  editing: { label: 'editing', tone: 'draft', shape: 'half' },
  ready: { label: 'ready', tone: 'ok', shape: 'disc' },
};

/** The result of a draft in a batch. */
export const batchStates: Record<BatchState, Words> = {
  waiting: { label: 'waiting', tone: 'neutral', shape: 'ring' },
  running: { label: 'being applied', tone: 'accent', shape: 'half' },
  applied: { label: 'applied', tone: 'ok', shape: 'disc' },
  nothingToDo: { label: 'nothing to do', tone: 'neutral', shape: 'disc' },
  needsYou: { label: 'needs you', tone: 'warn', shape: 'triangle' },
  failed: { label: 'failed', tone: 'bad', shape: 'diamond' },
  notYetKnown: { label: 'not yet known', tone: 'warn', shape: 'half' },
};

/** `3 applied, 1 needs you`, in the order of the states. */
export const batchSummary = (counts: BatchCount[]) => counts.map(({ state, drafts }) => `${amountText(drafts)} ${batchStates[state].label}`).join(', ');

/** The result of a batch. */
export const batchEnd = (counts: BatchCount[], interrupted: boolean) => (interrupted ? `Stopped: ${batchSummary(counts)}.` : `Applied: ${batchSummary(counts)}.`);

/** What a draft of a hand-over file would do on this computer. */
export const importStates: Record<ImportState, Words> = {
  new: { label: 'new', tone: 'accent', shape: 'disc' },
  replaces: { label: 'replaces your draft', tone: 'warn', shape: 'triangle' },
  conflict: { label: 'conflict', tone: 'bad', shape: 'square' },
  invalid: { label: 'has errors', tone: 'bad', shape: 'diamond' },
  unknown: { label: 'not possible here', tone: 'neutral', shape: 'ring' },
  nothing: { label: 'nothing to do', tone: 'neutral', shape: 'disc' },
};

export const activityOutcomes: Record<ActivityOutcome, Words> = {
  confirmed: { label: 'confirmed', tone: 'ok', shape: 'disc' },
  different: { label: 'different at Plivo', tone: 'warn', shape: 'triangle' },
  refused: { label: 'refused', tone: 'bad', shape: 'diamond' },
  failed: { label: 'failed', tone: 'bad', shape: 'diamond' },
  notYetKnown: { label: 'not yet known', tone: 'warn', shape: 'half' },
  byHand: { label: 'by hand', tone: 'accent', shape: 'square' },
  each: { label: 'each its own', tone: 'neutral', shape: 'ring' },
  unknown: { label: 'not known to this version', tone: 'neutral', shape: 'ring' },
};

export const actions: Record<ActivityAction, string> = { configure: 'Configured', remap: 'Moved WABA', disconnect: 'Disconnected', batch: 'Batch', unknown: 'Unknown action' };

/** The old or the new value of a change, as it is shown. */
export const changeText = (change: ChangeView, side: 'before' | 'after') => valueText(change.field, change[side]);

/** An absent value has a name, so that it does not look like an empty cell. */
export function valueText(field: FieldName, text: string): string {
  if (field === 'configurationType') return (typeLabels as Record<string, string>)[text] ?? (text || 'not set');
  return text || 'empty';
}

/** A batch that an earlier run of the app did not finish. */
export const interruptedBatch = (done: number, total: number) => `Applying drafts was interrupted: ${amountText(done)} of ${amountText(total)} done.`;

/** The message after restoring something from a record. */
export function restoredText({ nothing, note, replaced }: RestoredView, what: RestoreWhat): string {
  const made = what === 'change' ? 'A draft that takes the change back was made. Save it to carry it out.' : 'A draft of what was there before was made. Save it to carry it out.';
  const said = nothing ? 'Plivo holds it already: there is nothing to take back.' : made;
  return [said, note, replaced === null ? null : 'The draft that stood here was set aside.'].filter(Boolean).join(' ');
}
