import type { Choices, ConflictView, FieldName, MappingField } from '../../bridge';
import type { Choice } from '../../components/Combobox.svelte';
import type { Message } from '../../components/messages';
import type { Panel } from './panel.svelte';

type TextName = 'alias' | 'webhookUrl' | 'answerUrl';

/** What is said below a field of the panel, with a fix as a button where Rust knows one. */
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

/** The agents to pick from. One that the account no longer lists keeps its place by its ID. */
export function agentChoices(choices: Choices): Choice[] {
  return choices.agents.map(({ id, name, description, state }) => ({ value: id, label: name || id, hint: [state, description].filter(Boolean).join(' · ') }));
}

export const agentLabel = (choices: Choices, id: string) => choices.agents.find((agent) => agent.id === id)?.name || id;

/** Why agents cannot be picked, or that the one that is chosen may answer nobody: it is not active. */
export function agentHint(choices: Choices, id: string): string | undefined {
  const state = choices.agents.find((agent) => agent.id === id)?.state;
  return choices.note ?? (state && state !== 'active' ? `This agent is ${state}.` : undefined);
}

/** The empty text stands for the Main Account. */
export function mappingChoices(choices: Choices): Choice[] {
  const subaccounts = choices.subaccounts.map(({ id, name, enabled }) => ({ value: id, label: name || id, hint: enabled ? id : `${id} · disabled` }));
  return [{ value: '', label: 'Main Account' }, ...subaccounts];
}

/** How a mapping is called: by Rust's label while Rust holds it, else by the list that it was picked from. */
export function mappingLabel(choices: Choices, held: MappingField, value: string | null): string {
  if (value === held.value) return held.valueLabel;
  return mappingChoices(choices).find((choice) => choice.value === (value ?? ''))?.label ?? value ?? '';
}
