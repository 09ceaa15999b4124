import type { StepView } from '../../bridge';
import { count } from '../../words/count';
import { errorWords } from '../../words/errors';
import { listOf } from '../../words/fields';
import { outcomeWords, waitingMove } from '../../words/saving';
import type { Result, Saving } from './saving.svelte';

/** The result of a save or a disconnect, in words for a user who does not look at its panel. */
export type Ending = {
  text: string;
  /** Whether something is left to do. If nothing is left, the message may go unread. */
  left: 'nothing' | 'something' | 'trouble';
};

/** Null if the save ended with a question that nobody answers any more. */
export function endingOf({ result, remap, what }: Saving, blocked: string | null): Ending | null {
  if (remap) return { text: waitingMove(remap.preview), left: 'something' };
  if (what === 'Save' && blocked !== null) return { text: blocked, left: 'trouble' };
  return result && resultWords(result);
}

export function resultWords(result: Result): Ending {
  switch (result.kind) {
    case 'steps':
      return { text: result.steps.map((step) => step.message).join(' '), left: leftOf(result.steps) };
    case 'unconfirmed':
      return { text: waitingMove(result.preview), left: 'something' };
    case 'conflict':
      return { text: `Nothing was written. ${count(result.conflicts.length, 'field')} changed at Plivo too, and differently (${listOf(result.conflicts.map((conflict) => conflict.field))}).`, left: 'something' };
    case 'markedReady':
      return { text: 'Kept as ready: there was no connection to Plivo.', left: 'something' };
    case 'nothingToDo':
      return { text: result.kept ? 'Plivo already holds what the draft asks for. Edits that no longer apply are kept in the draft.' : 'Plivo already holds what the draft asks for.', left: 'nothing' };
    case 'error':
      return { text: `${errorWords(result.error).title}. ${result.error.message}`, left: 'trouble' };
  }
}

function leftOf(steps: StepView[]): Ending['left'] {
  if (steps.every((step) => step.outcome.state === 'confirmed')) return 'nothing';
  return steps.some((step) => outcomeWords[step.outcome.state].tone === 'bad') ? 'trouble' : 'something';
}
