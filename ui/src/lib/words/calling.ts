import type { CallOutcome, PermissionAnswer, PermissionView, ReadinessState, YesNo } from '../bridge';
import type { IconName } from '../components/icons';
import type { Shape, Tone } from '../components/messages';
import { dated, minuteAfter, until } from './time';

type Words = { label: string; tone: Tone; icon: IconName };

export const yesNo: Record<YesNo, Words> = {
  yes: { label: 'Yes', tone: 'ok', icon: 'check' },
  no: { label: 'No', tone: 'bad', icon: 'error' },
  notKnown: { label: 'Not known', tone: 'warn', icon: 'unknown' },
};

/** Whether the number's country allows outbound calls. A no is not an error of the user, so its tone is a warning. */
export const outboundWords: Record<YesNo, Words> = { ...yesNo, yes: { ...yesNo.yes, label: 'Allowed' }, no: { label: 'Restricted', tone: 'warn', icon: 'warn' } };

/** The same as a sentence. */
export const callsOut: Record<YesNo, string> = { yes: 'Calls out: allowed.', no: 'Calls out: restricted.', notKnown: 'Calls out: not known.' };

export const readinessStates: Record<ReadinessState, Words> = {
  done: { label: 'Done', tone: 'ok', icon: 'check' },
  toDo: { label: 'To do', tone: 'accent', icon: 'todo' },
  attention: { label: 'Attention', tone: 'warn', icon: 'warn' },
  notKnown: { label: 'Not known', tone: 'neutral', icon: 'unknown' },
  optional: { label: 'Optional', tone: 'neutral', icon: 'optional' },
};

export const callOutcomes: Record<CallOutcome, { label: string; tone: Tone; shape: Shape }> = {
  answered: { label: 'answered', tone: 'ok', shape: 'disc' },
  missed: { label: 'missed', tone: 'warn', shape: 'triangle' },
  notPlaced: { label: 'not placed', tone: 'neutral', shape: 'square' },
  notKnown: { label: 'not known', tone: 'neutral', shape: 'ring' },
};

/** A setting of the number in Meta Business Manager. Only a person can look it up. */
export const callbackChoices: { value: YesNo; label: string }[] = [
  { value: 'yes', label: 'Enabled' },
  { value: 'no', label: 'Disabled' },
  { value: 'notKnown', label: 'Not known' },
];

/** `45 s`, `3 min 12 s`. */
export function durationText(seconds: number | null): string {
  if (seconds === null) return 'not known';
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** When the answer changes. Rounded up to a whole minute, so that it is never too early. */
export function nextMoment({ answer, becomesYesAt, changesAt }: PermissionAnswer, now: number): string | null {
  const at = answer === 'yes' ? changesAt : (becomesYesAt ?? changesAt);
  if (at === null) return null;
  if (answer === 'yes') return `Holds until ${dated(at)} (${until(at, now)})`;
  return `${becomesYesAt === null ? 'Changes' : 'Becomes yes'} on ${dated(minuteAfter(at))} (${until(at, now)})`;
}

/** Both answers in sentences, for screen readers. */
export function answersText({ international, mayCall, mayAsk }: PermissionView): string {
  return `${international}. Can I call? ${yesNo[mayCall.answer].label}. ${mayCall.reason} May I ask for permission again? ${yesNo[mayAsk.answer].label}. ${mayAsk.reason}`;
}
