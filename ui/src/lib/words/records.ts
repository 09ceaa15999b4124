import type { ActivityAction, ActivityOutcome, ChangeView, DraftState } from '../bridge';
import type { Shape, Tone } from '../components/messages';
import { typeLabels } from './values';

type Words = { label: string; tone: Tone; shape: Shape };

export const draftStates: Record<DraftState, Words> = {
  invalid: { label: 'invalid', tone: 'bad', shape: 'diamond' },
  disconnected: { label: 'number disconnected', tone: 'neutral', shape: 'ring' },
  needsConfirmation: { label: 'needs confirmation', tone: 'warn', shape: 'triangle' },
  editing: { label: 'editing', tone: 'draft', shape: 'half' },
};

export const activityOutcomes: Record<ActivityOutcome, Words> = {
  confirmed: { label: 'confirmed', tone: 'ok', shape: 'disc' },
  different: { label: 'different at Plivo', tone: 'warn', shape: 'triangle' },
  refused: { label: 'refused', tone: 'bad', shape: 'diamond' },
  failed: { label: 'failed', tone: 'bad', shape: 'diamond' },
  notYetKnown: { label: 'checking', tone: 'warn', shape: 'half' },
};

export const actions: Record<ActivityAction, string> = { configure: 'Configured', remap: 'Moved WABA', disconnect: 'Disconnected' };

/** One side of a change as it is shown; an absent value is named, so that it cannot be mistaken for a blank cell. */
export function changeText(change: ChangeView, side: 'before' | 'after'): string {
  const text = change[side];
  if (change.field === 'configurationType') return (typeLabels as Record<string, string>)[text] ?? (text || 'not set');
  return text || 'empty';
}
