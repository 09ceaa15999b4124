import { describe, expect, it } from 'vitest';
import type { Code, ConnectionView, StatusView } from '../src/lib/bridge';
import { asDeskError } from '../src/lib/bridge';
import { outcomeOptions } from '../src/lib/features/activity/filters';
import { pageState } from '../src/lib/features/numbers/pageState';
import { connectionWords } from '../src/lib/words/connection';
import { amountText } from '../src/lib/components/amount';
import { count, plural } from '../src/lib/words/count';
import { errorWords } from '../src/lib/words/errors';
import { ago, clock } from '../src/lib/words/time';
import { activityOutcomes, batchStates } from '../src/lib/words/records';
import { configurationLabel, statusMark } from '../src/lib/words/values';
import { error } from './fake/desk';

const codes: Code[] = ['offline', 'unauthorised', 'forbidden', 'rateLimited', 'missingApi', 'gone', 'refused', 'plivoFailing', 'invalidInput', 'keychainAbsent', 'keychainLocked', 'keychainFailed', 'tokenMissing', 'notConfirmed', 'confirmationExpired', 'unsettled', 'disk', 'alreadyConnected', 'internal'];

describe('the table of errors', () => {
  it('has words of its own for every code', () => {
    const titles = codes.map((code) => errorWords(error(code, 'why')).title);
    expect(new Set(titles).size).toBe(codes.length);
  });

  it('offers what helps', () => {
    const check = (code: Code, action: string | undefined) => expect(errorWords(error(code, '')).action).toBe(action);
    check('keychainAbsent', 'keepForSession');
    check('keychainLocked', 'retry');
    check('unauthorised', 'enterToken');
    check('tokenMissing', 'enterToken');
    check('confirmationExpired', 'showAgain');
    check('refused', undefined);
    check('forbidden', undefined);
  });

  it('shows an error that is not from the desk as a defect', () => {
    expect(asDeskError(new Error('boom'))).toMatchObject({ code: 'internal', message: 'Error: boom' });
    expect(asDeskError(error('gone', 'It went.'))).toMatchObject({ code: 'gone' });
  });
});

describe('what is written without Intl', () => {
  it('is the same as with it', () => {
    const rules = new Intl.PluralRules('en');
    for (const amount of [0, 1, 2, 10, 21, 999, 1000, 1001, 12_345, 99_941, 100_000, 1_234_567, 1_000_000_000]) {
      expect(amountText(amount)).toBe(amount.toLocaleString('en'));
      expect(count(amount, 'number')).toBe(`${amount.toLocaleString('en')} ${rules.select(amount) === 'one' ? 'number' : 'numbers'}`);
    }
    const format = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
    for (const at of ['2026-11-30T00:00:00Z', '2026-11-30T12:00:09Z', '2026-03-29T00:59:59Z', '2026-03-29T01:00:00Z', '2026-10-25T01:30:00Z', '1969-12-31T23:59:59Z'].map(Date.parse)) expect(clock(at)).toBe(format.format(at));
  });
});

const connections: ConnectionView[] = [
  { state: 'unknown' },
  { state: 'online' },
  { state: 'offline', since: 0, message: 'm' },
  { state: 'unauthorised', message: 'm' },
  { state: 'forbidden', message: 'm' },
  { state: 'rateLimited', retryAt: 0 },
  { state: 'missingApi' },
  { state: 'failing', message: 'm' },
  { state: 'noToken' },
];

describe('the states of the connection', () => {
  it('are told apart by their words, and those of one colour by their shape or icon', () => {
    const words = connections.map(connectionWords);
    expect(new Set(words.map((word) => word.title)).size).toBe(connections.length);
    expect(new Set(words.map((word) => `${word.tone} ${word.shape} ${word.icon}`)).size).toBe(connections.length);
  });
});

describe('what stands in place of rows', () => {
  const status = (connection: ConnectionView, sync: Partial<StatusView['sync']> = {}): StatusView => ({ count: 0, connection, token: 'keychain', drafts: 0, ready: 0, batch: null, sync: { running: false, done: 0, total: null, lastComplete: null, partial: false, ...sync } });
  const none = { loaded: true, numbers: 0, matching: 0 };
  const check = (given: StatusView | null, list: typeof none, wanted: string | null) => expect(pageState(given, list)).toBe(wanted);

  it('is never an empty list where Plivo did not say so', () => {
    for (const connection of connections.filter(({ state }) => state !== 'online' && state !== 'unknown')) check(status(connection), none, 'connection');
    // The window has just begun. A sync that was stopped before the first answer is another matter.
    check(status({ state: 'unknown' }), none, 'reading');
    check(status({ state: 'unknown' }, { partial: true }), none, 'connection');
    for (const state of ['offline', 'unauthorised', 'missingApi', 'failing'] as const) {
      const connection = connections.find((given) => given.state === state) as ConnectionView;
      check(status(connection, { lastComplete: 5 }), none, 'connection');
    }
    check(status({ state: 'online' }), none, 'connection');
    check(status({ state: 'online' }, { running: true }), none, 'reading');
    check(status({ state: 'rateLimited', retryAt: null }, { running: true }), none, 'reading');
    check(status({ state: 'online' }, { lastComplete: 5 }), none, 'empty');
    check(null, { ...none, loaded: false }, null);
  });

  it('is the rows from disk whatever the connection', () => {
    for (const connection of connections) check(status(connection), { loaded: true, numbers: 9, matching: 9 }, 'rows');
    check(status({ state: 'offline', since: 0, message: '' }), { loaded: true, numbers: 9, matching: 0 }, 'noMatch');
  });
});

describe('words for values', () => {
  it('say how long ago', () => {
    const check = (passed: number, words: string, exact = false) => expect(ago(0, passed, exact)).toBe(words);
    check(9_000, 'just now');
    check(3_000, '3 s ago', true);
    check(59_000, '59 s ago');
    check(120_000, '2 min ago');
    check(7_200_000, '2 h ago');
    check(3 * 86_400_000, '3 days ago');
    check(-5, 'just now');
  });

  it('show values that this version does not know as they are', () => {
    expect(statusMark('migrating').label).toBe('migrating');
    expect(statusMark('').label).toBe('not said');
  });
});

describe('one word for one thing', () => {
  it('names the configuration types as they are named where they are chosen', () => {
    expect(['webhook', 'ai_agent', '', 'other'].map(configurationLabel)).toEqual(['Webhook URL', 'AI Agents', 'not set', 'other']);
  });

  it('calls an outcome by the same word where it is shown and where it is filtered', () => {
    for (const { value, label } of outcomeOptions) expect(activityOutcomes[value].label).toBe(label);
    expect(activityOutcomes.notYetKnown.label).toBe('not yet known');
    expect(batchStates.notYetKnown.label).toBe('not yet known');
  });
});

describe('a sentence for an amount', () => {
  it('takes names as they are', () => {
    const sentences = { one: 'Move the # number of {waba}?', other: 'Move all # numbers of {waba}?' };
    const check = (amount: number, waba: string, expected: string) => expect(plural(amount, sentences, { waba })).toBe(expected);
    check(1, 'Acme', 'Move the 1 number of Acme?');
    check(1284, 'Acme', 'Move all 1,284 numbers of Acme?');
    check(2, 'Acme #1 {waba}', 'Move all 2 numbers of Acme #1 {waba}?');
    expect(plural(2, sentences)).toBe('Move all 2 numbers of {waba}?');
  });
});
