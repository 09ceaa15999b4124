import type { SaveStage, StepKind, StepOutcome } from '../bridge';
import type { Shape, Tone } from '../components/messages';

export const stageWords: Record<SaveStage, string> = {
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
