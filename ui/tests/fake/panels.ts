import type { Edit, FieldName, NumberRow, PanelView, Problem } from '../../src/lib/bridge';
import { verdictOf } from './calling';

/** The values of a number at the fake Plivo, and the typed ones. It has just enough rules to show every state. */
export type Values = {
  alias: string;
  configurationType: 'webhook' | 'aiAgent' | null;
  webhookUrl: string;
  aiAgent: string;
  calling: boolean;
  answerUrl: string;
  accountMapping: string | null;
};

export const now = Date.UTC(2026, 10, 22, 9, 30);
export const subaccounts = [{ id: 'SAEUTEAM000000000001', name: 'EU Team', enabled: true }, { id: 'SAAMERICAS0000000001', name: 'Americas Team', enabled: true }, { id: 'SAOLD000000000000001', name: 'Old resellers', enabled: false }];
export const agents = ['Concierge', 'Triage', 'Ana'].map((name, at) => ({ id: `agent-${at}`, name, description: 'Answers messages and calls', state: at === 1 ? 'draft' : 'active' }));

export function held(row: NumberRow): Values {
  return {
    alias: row.alias,
    configurationType: row.configuration === 'webhook' ? 'webhook' : row.configuration === 'ai_agent' ? 'aiAgent' : null,
    webhookUrl: row.configuration === 'webhook' ? 'https://hooks.acme.example/whatsapp' : '',
    aiAgent: row.configuration === 'ai_agent' ? 'agent-0' : '',
    calling: row.calling,
    answerUrl: row.calling ? 'https://hooks.acme.example/answer' : '',
    accountMapping: subaccounts.find((account) => account.name === row.owner)?.id ?? null,
  };
}

export function problemsOf(values: Values): Problem[] {
  const problems: Problem[] = [];
  const say = (field: FieldName, severity: Problem['severity'], message: string, fix: Problem['fix'] = null) => problems.push({ field, severity, message, fix });
  const url = (field: 'webhookUrl' | 'answerUrl') => {
    const value = values[field].trim();
    if (value === '') say(field, 'error', 'An address is needed here.');
    else if (value.startsWith('http://')) say(field, 'error', 'Use https://: Plivo calls only secure addresses.', { label: 'Change to https', value: value.replace('http://', 'https://') });
    else if (!URL.canParse(value)) say(field, 'error', 'This is not an address. It has to look like https://host/path.');
    else if (value.includes('ngrok')) say(field, 'warning', 'A tunnel host ends with its session.');
  };
  if (values.alias.length > 64) say('alias', 'error', 'At most 64 characters.');
  if (values.configurationType === null) say('configurationType', 'error', 'Choose what handles messages.');
  if (values.configurationType === 'webhook') url('webhookUrl');
  if (values.configurationType === 'aiAgent' && values.aiAgent === '') say('aiAgent', 'error', 'Choose an agent.');
  if (values.calling) url('answerUrl');
  return problems;
}

export type Draft = { edits: Partial<Values>; startedAt: number; savedAt: number };

export const label = (mapping: string | null) => subaccounts.find((account) => account.id === mapping)?.name ?? 'Main Account';

export function apply(draft: Draft, base: Values, edit: Edit): void {
  Object.assign(draft.edits, { [edit.field]: edit.value });
  if (base[edit.field] === edit.value) delete draft.edits[edit.field];
}

export function panelView(row: NumberRow, base: Values, draft: Draft | undefined, wabaNumbers: number): PanelView {
  const values = { ...base, ...draft?.edits };
  const field = <Name extends keyof Values>(name: Name) => ({ value: values[name], was: base[name], changed: values[name] !== base[name] });
  const changed = Object.keys(draft?.edits ?? {}).length;
  const problems = problemsOf(values).map((problem) => (changed > 0 ? problem : { ...problem, severity: 'warning' as const }));
  return {
    summary: { number: row.number, international: row.international, countryIso: row.countryIso, country: row.country, countryNote: null, wabaId: row.wabaId, waba: row.waba, wabaNumbers, verifiedName: row.verifiedName, nameStatus: 'approved', status: row.status, quality: row.quality, messagingLimit: 10000 },
    alias: field('alias'),
    configurationType: { ...field('configurationType'), heldText: null },
    webhookUrl: field('webhookUrl'),
    aiAgent: field('aiAgent'),
    calling: field('calling'),
    answerUrl: field('answerUrl'),
    accountMapping: { ...field('accountMapping'), valueLabel: label(values.accountMapping), wasLabel: label(base.accountMapping), known: true, readOnly: null },
    problems,
    conflicts: [],
    changes: changed,
    draft: draft && changed > 0 ? { startedAt: draft.startedAt, savedAt: draft.savedAt, ready: false } : null,
    unsettled: null,
    gone: false,
    restore: null,
    readAt: now - 3000,
    byHand: false,
    endpoints: [],
    webhookCheck: null,
    answerCheck: null,
    untested: [],
    callingVerdict: verdictOf(row.country),
  };
}
