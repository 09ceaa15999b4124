import type { Choices, MappingField } from '../bridge';
import type { Choice } from '../components/Combobox.svelte';

/** The agents to choose from. An agent that the account no longer lists is shown by its ID. */
export function agentChoices(choices: Choices): Choice[] {
  return choices.agents.map(({ id, name, description, state }) => ({ value: id, label: name || id, hint: [state, description].filter(Boolean).join(' · ') }));
}

export const agentLabel = (choices: Choices, id: string) => choices.agents.find((agent) => agent.id === id)?.name || id;

/** Why no agent can be chosen, or that the chosen agent may not respond because it is not active. */
export function agentHint(choices: Choices, id: string): string | undefined {
  const state = choices.agents.find((agent) => agent.id === id)?.state;
  return choices.note ?? (state && state !== 'active' ? `This agent is ${state}.` : undefined);
}

/** The empty string means the Main Account. */
export function mappingChoices(choices: Choices): Choice[] {
  const subaccounts = choices.subaccounts.map(({ id, name, enabled }) => ({ value: id, label: name || id, hint: enabled ? id : `${id} · disabled` }));
  return [{ value: '', label: 'Main Account' }, ...subaccounts];
}

/** The label of a mapping: Rust's label for the value that Rust has, otherwise the label in the list. */
export function mappingLabel(choices: Choices, held: MappingField, value: string | null): string {
  if (value === held.value) return held.valueLabel;
  return mappingChoices(choices).find((choice) => choice.value === (value ?? ''))?.label ?? value ?? '';
}
