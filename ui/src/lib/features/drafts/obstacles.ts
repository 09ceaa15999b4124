import type { ConnectionView, DraftEntry } from '../../bridge';
import { offlineSince } from '../../words/connection';
import type { Batch } from './batch.svelte';
import { keyText } from '../../words/draftNames';

/** Why nothing can be sent to Plivo at this moment; the drafts themselves can be worked on. */
export function sendingObstacle(connection: ConnectionView | undefined, now: number): string | null {
  const offline = offlineSince(connection, now);
  return offline && `${offline}: nothing can be sent.`;
}

export function applyAllObstacle(ready: number, batch: Batch, sending: string | null): string | null {
  if (batch.running) return 'Drafts are being applied.';
  if (sending) return sending;
  return ready === 0 ? 'None is ready: press “Mark as ready”, or Save changes while offline.' : null;
}

/** Why a draft cannot be changed or thrown away from here. */
export function touchObstacle(draft: DraftEntry, batch: Batch): string | null {
  return batch.held.has(keyText(draft.key)) ? 'It is part of the batch that is being applied. Stop the batch first.' : null;
}

export function applyObstacle(draft: DraftEntry, batch: Batch, sending: string | null): string | null {
  if (batch.running) return touchObstacle(draft, batch) ?? 'Drafts are being applied. Stop the batch, or wait for its end.';
  if (draft.state === 'invalid') return 'It has errors: open it and correct them first.';
  if (draft.state === 'conflict') return 'It has a conflict: open it and decide first.';
  if (draft.state === 'disconnected') return 'Its number is not at Plivo, so there is nothing to write to.';
  return sending;
}
