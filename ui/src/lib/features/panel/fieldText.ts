import type { ConflictView, FieldName } from '../../bridge';
import type { Message } from '../../components/messages';
import type { Panel } from './panel.svelte';

type TextName = 'alias' | 'webhookUrl' | 'answerUrl';

/** The messages below a field of the panel. If Rust suggests a fix, it has a button. */
export function messagesOf(panel: Panel, field: FieldName): Message[] {
  const conflicts = panel.view?.conflicts.filter((conflict) => conflict.field === field) ?? [];
  const problems = panel.shown(field).map(({ severity, message, fix }) => ({
    severity,
    text: message,
    fix: fix && isText(field) ? { label: fix.label, apply: () => panel.edit({ field, value: fix.value }) } : undefined,
  }));
  return [...conflicts.map((conflict) => ({ severity: 'warning' as const, text: conflictText(conflict) })), ...problems];
}

function conflictText({ decided }: ConflictView): string {
  if (decided === null) return 'Changed at Plivo too: decide above.';
  return decided === 'yours' ? 'Changed at Plivo too: yours is to stand.' : 'Changed at Plivo too: Plivo’s value is to stand.';
}

const isText = (field: FieldName): field is TextName => field === 'alias' || field === 'webhookUrl' || field === 'answerUrl';
