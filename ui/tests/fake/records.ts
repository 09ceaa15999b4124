import type { ActivityEntry, NumberRow } from '../../src/lib/bridge';

const at = Date.UTC(2026, 10, 22, 8, 12);
const entry = (id: number, part: Partial<ActivityEntry>): ActivityEntry => ({ id, at: at - id * 5_400_000, who: 'lena', action: 'configure', number: '918035737458', international: '+91 80357 37458', waba: 'Acme EU', outcome: 'confirmed', message: 'Plivo now returns the requested values.', requestId: `7a3c1c58-${id}`, changes: [], partOf: null, batch: null, canUndo: false, canRestore: false, ...part });

/** A batch of three numbers, and its writes: one of the first number, and one of `other`. */
export const batchRecords = (other: NumberRow): ActivityEntry[] => [
  entry(20, { action: 'batch', number: null, international: null, waba: null, outcome: 'each', message: '1 draft was not sent: it needs you first.', requestId: null, canUndo: true, batch: { numbers: 3, wabas: 2, fields: [{ field: 'webhookUrl', numbers: 3 }], outcomes: [{ outcome: 'confirmed', numbers: 1 }, { outcome: 'refused', numbers: 1 }], notSent: 1, running: false, undoes: false, undone: false } }),
  entry(21, { partOf: 20, canUndo: true, changes: [{ field: 'webhookUrl', before: 'https://hooks.acme.example/old', after: 'https://hooks.acme.example/new', readBack: null }] }),
  entry(22, { partOf: 20, number: other.number, international: other.international, outcome: 'refused', message: 'Plivo refused: forbidden.', changes: [] }),
];

export const records: ActivityEntry[] = [
  entry(1, { canUndo: true, canRestore: true, changes: [{ field: 'webhookUrl', before: 'https://hooks.acme.example/old', after: 'https://hooks.acme.example/whatsapp', readBack: null }, { field: 'calling', before: 'off', after: 'on', readBack: null }] }),
  entry(2, { action: 'remap', number: null, international: null, outcome: 'refused', message: 'Plivo refused: the subaccount is disabled.', changes: [{ field: 'accountMapping', before: 'Main Account', after: 'Old resellers', readBack: null }] }),
  entry(3, { action: 'disconnect', outcome: 'confirmed', canRestore: true, message: 'The number is disconnected from Plivo.', changes: [{ field: 'webhookUrl', before: 'https://hooks.acme.example/whatsapp', after: '', readBack: null }] }),
  entry(4, { outcome: 'notYetKnown', message: 'The answer was lost; Plivo is being read.', requestId: null, changes: [{ field: 'alias', before: '', after: 'サポート窓口', readBack: null }] }),
  entry(5, { outcome: 'different', message: 'Plivo took the write and returns something else.', changes: [{ field: 'answerUrl', before: 'https://hooks.acme.example/answer', after: 'https://hooks.acme.example/answer?v=2', readBack: 'https://hooks.acme.example/answer?v=3' }] }),
];
