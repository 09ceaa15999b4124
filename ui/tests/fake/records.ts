import type { ActivityEntry } from '../../src/lib/bridge';

const at = Date.UTC(2026, 10, 22, 8, 12);
const entry = (id: number, part: Partial<ActivityEntry>): ActivityEntry => ({ id, at: at - id * 5_400_000, who: 'lena', action: 'configure', number: '918035737458', international: '+91 80357 37458', waba: 'Acme EU', outcome: 'confirmed', message: 'Plivo now returns the requested values.', requestId: `7a3c1c58-${id}`, changes: [], canUndo: false, canRestore: false, ...part });

export const records: ActivityEntry[] = [
  entry(1, { canUndo: true, canRestore: true, changes: [{ field: 'webhookUrl', before: 'https://hooks.acme.example/old', after: 'https://hooks.acme.example/whatsapp', readBack: null }, { field: 'calling', before: 'off', after: 'on', readBack: null }] }),
  entry(2, { action: 'remap', number: null, international: null, outcome: 'refused', message: 'Plivo refused: the subaccount is disabled.', changes: [{ field: 'accountMapping', before: 'Main Account', after: 'Old resellers', readBack: null }] }),
  entry(3, { action: 'disconnect', outcome: 'confirmed', canRestore: true, message: 'The number is disconnected from Plivo.', changes: [{ field: 'webhookUrl', before: 'https://hooks.acme.example/whatsapp', after: '', readBack: null }] }),
  entry(4, { outcome: 'notYetKnown', message: 'The answer was lost; Plivo is being read.', requestId: null, changes: [{ field: 'alias', before: '', after: 'サポート窓口', readBack: null }] }),
  entry(5, { outcome: 'different', message: 'Plivo took the write and returns something else.', changes: [{ field: 'answerUrl', before: 'https://hooks.acme.example/answer', after: 'https://hooks.acme.example/answer?v=2', readBack: 'https://hooks.acme.example/answer?v=3' }] }),
];
