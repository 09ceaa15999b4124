import type { RemapPreviewView, SaveStage, StepKind, StepOutcome } from '../bridge';
import type { Shape, Tone } from '../components/messages';
import { count } from './count';

export const stageWords: Record<SaveStage, string> = {
  waiting: 'Waiting for another change of this account',
  reading: 'Reading from Plivo',
  writing: 'Writing to Plivo',
  readingBack: 'Reading back',
  checking: 'Checking: an answer was lost',
  remapping: 'Moving the WABA',
};

export const stepTitles: Record<StepKind, string> = { number: 'Number', mapping: 'Account Mapping', disconnect: 'Disconnect' };

export type OutcomeWords = { label: string; tone: Tone; shape: Shape };

export const outcomeWords: Record<StepOutcome['state'], OutcomeWords> = {
  confirmed: { label: 'confirmed', tone: 'ok', shape: 'disc' },
  different: { label: 'different at Plivo', tone: 'warn', shape: 'triangle' },
  refused: { label: 'refused', tone: 'bad', shape: 'diamond' },
  notSent: { label: 'not sent', tone: 'warn', shape: 'square' },
  notYetKnown: { label: 'checking', tone: 'warn', shape: 'half' },
  notApplied: { label: 'not carried out', tone: 'bad', shape: 'diamond' },
  notAttempted: { label: 'not attempted', tone: 'neutral', shape: 'ring' },
};

/** The message about a move that nobody confirmed, because its panel was not visible. */
export const waitingMove = ({ numbers, waba, wabaId, to }: RemapPreviewView) =>
  `Nothing was written. The move of ${count(numbers.length, 'number')} of ${waba || wabaId} to ${to} waits for your confirmation.`;

/**
 * The message when Plivo already has the values of the draft. With `kept`, the draft keeps edits that do not apply now.
 */
export const nothingWritten = (kept: boolean) =>
  kept
    ? 'Plivo already holds what the draft asks for. Nothing was written, and edits that no longer apply are kept in the draft.'
    : 'Plivo already holds what the draft asks for. Nothing was written, and the draft is gone.';
