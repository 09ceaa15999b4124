import type { RemapPreviewView } from '../../bridge';
import { count } from '../../words/count';
import { errorWords } from '../../words/errors';
import { listOf } from '../../words/fields';
import type { Panel } from './panel.svelte';
import type { Result } from './saving.svelte';

/** How a save or a disconnect ended, in words for somebody who does not look at its panel. */
export type Ending = {
  text: string;
  /** Nothing is left to do: it may go unread. */
  good: boolean;
};

/** Nothing, where a question was asked that nobody waits for any more. */
export function endingOf(panel: Panel): Ending | null {
  const { result, remap } = panel.saving;
  if (remap) return { text: waitingMove(remap.preview), good: false };
  if (result) return resultWords(result);
  return panel.blocked === null || panel.saving.what !== 'Save' ? null : { text: panel.blocked, good: false };
}

export const waitingMove = ({ numbers, waba, wabaId, to }: RemapPreviewView) =>
  `Nothing was written. The move of ${count(numbers.length, 'number')} of ${waba || wabaId} to ${to} waits for your confirmation.`;

export function resultWords(result: Result): Ending {
  switch (result.kind) {
    case 'steps':
      return { text: result.steps.map((step) => step.message).join(' '), good: result.steps.every((step) => step.outcome.state === 'confirmed') };
    case 'unconfirmed':
      return { text: waitingMove(result.preview), good: false };
    case 'conflict':
      return { text: `Nothing was written. ${count(result.conflicts.length, 'field')} changed at Plivo too, and differently (${listOf(result.conflicts.map((conflict) => conflict.field))}).`, good: false };
    case 'markedReady':
      return { text: 'Kept as ready: there was no connection to Plivo.', good: false };
    case 'nothingToDo':
      return { text: `Plivo already holds what the draft asks for.${result.kept ? ' What counts for nothing by now is kept as a draft.' : ''}`, good: true };
    case 'error':
      return { text: `${errorWords(result.error).title}. ${result.error.message}`, good: false };
  }
}
