// The window with a fake bridge, to look at it in a browser: /tests/dev.html?numbers=100000&state=offline
import type { ConnectionView } from '../src/lib/bridge';
import { callOf } from './fake/calling';
import { checkOf } from './fake/checks';
import { FakeDesk, error } from './fake/desk';
import { records } from './fake/records';
import { FakeWork } from './fake/work';

const asked = new URLSearchParams(location.search);
const fake = new FakeDesk(Number(asked.get('numbers') ?? 24));
const work = new FakeWork(fake);
const at = Date.now();

const connections: Record<string, ConnectionView> = {
  offline: { state: 'offline', since: at - 600_000, message: 'This computer has no network.' },
  unauthorised: { state: 'unauthorised', message: 'Plivo answered 401. Enter the Auth Token again.' },
  forbidden: { state: 'forbidden', message: 'Plivo answered 403. Ask the owner of the account for the right to read WhatsApp numbers.' },
  rateLimited: { state: 'rateLimited', retryAt: at + 5_000 },
  missingApi: { state: 'missingApi' },
  failing: { state: 'failing', message: 'Plivo answered 502 with a page instead of data.' },
  noToken: { state: 'noToken' },
  unknown: { state: 'unknown' },
};

const state = asked.get('state') ?? '';
const connection = connections[state];
if (connection) fake.state = { ...fake.state, connection, token: state === 'noToken' ? 'missing' : fake.state.token };
if (connection && asked.has('old')) fake.state.sync = { ...fake.state.sync, lastComplete: at - 3 * 86_400_000, partial: true };
if (fake.rows.length === 0 && (connection || state === 'first')) fake.state.sync = { ...fake.state.sync, lastComplete: null };
if (state === 'first' || state === 'reading') fake.state.sync = { ...fake.state.sync, running: true, done: 1240, total: 5000 };
if (state === 'welcome') {
  fake.current = null;
  fake.accounts = [];
  fake.answers.connect_account = () => { throw error(asked.get('error') === 'keychain' ? 'keychainAbsent' : 'unauthorised', asked.get('error') === 'keychain' ? 'No keychain answers on this computer.' : 'Plivo does not know this Auth ID with this token. Copy both again from its console.', asked.get('error') === 'keychain' ? null : 'authToken'); };
}
fake.records = records;
fake.openNumber = asked.get('open');
if (asked.has('drafts')) {
  for (const [at, row] of fake.rows.slice(0, 3).entries()) {
    fake.edit_number({ number: row.number, edit: { field: 'webhookUrl', value: at === 1 ? 'http://x' : 'https://hooks.acme.example/v2' } });
    fake.edit_number({ number: row.number, edit: { field: 'alias', value: 'Renamed' } });
  }
}
if (state === 'conflict') for (const row of fake.rows) work.atSave.set(row.number, [work.conflict('webhookUrl', 'https://other.example/hook', 'https://hooks.acme.example/v2', 'https://hooks.acme.example/whatsapp'), work.conflict('alias', 'Support', 'Renamed', '')]);
if (asked.has('back')) for (const row of fake.rows) work.offers.set(row.number, { activity: 3, at: at - 86_400_000, mapping: 'Americas Team' });
if (asked.has('checks')) {
  fake.checks.consented = true;
  const [one, two, three] = fake.rows;
  for (const [row, outcome] of [[one, 'failed'], [two, 'warned'], [three, 'passed']] as const) if (row) row.check = { endpoint: 'answer', outcome, outOfReach: false, at: at - 7_200_000, headline: 'It answered 500 instead of 200.' };
  fake.checks.keep(checkOf('answer', 'https://hooks.acme.example/answer', { outcome: 'failed', at: at - 3 * 86_400_000 }));
  fake.checks.keep(checkOf('webhook', 'https://hooks.acme.example/whatsapp', { at: at - 120_000 }));
  fake.guide.records = [3, 5, 26, 30, 74].map((hours, place) => callOf(at - hours * 3_600_000, { inbound: place % 2 === 1, outcome: (['missed', 'answered', 'notKnown'] as const)[place % 3], durationSeconds: place * 47, cause: place % 2 === 1 ? 'Normal Hangup (by the customer)' : 'No Answer (by Plivo)', whatsapp: place === 2 ? 'Not known: the record does not tell' : 'Yes' }));
}
if (asked.has('hand')) for (const row of fake.rows) work.byHand.add(row.number);
if (state === 'lost') fake.answers.save_number = () => ({ kind: 'done', steps: [{ step: 'number', outcome: { state: 'notYetKnown', knownBy: at + 60_000 }, message: 'The answer was lost. Plivo is being read to find out whether the write arrived.', fields: ['webhookUrl'], namesFields: false, requestId: null }, { step: 'mapping', outcome: { state: 'notAttempted' }, message: 'The mapping was not attempted; it is kept as a draft.', fields: ['accountMapping'], namesFields: false, requestId: null }] });
if (state === 'saving') fake.answers.save_number = () => new Promise(() => undefined);
document.documentElement.dataset.theme = asked.get('theme') ?? 'light';
fake.install();
(window as unknown as { fake: FakeDesk }).fake = fake;
void import('../src/main');
