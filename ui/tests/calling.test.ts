import { cleanup, screen, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import type { Code, PermissionAnswer, ReadinessState, YesNo } from '../src/lib/bridge';
import { announcer } from '../src/lib/components/announcer.svelte';
import { Guide } from '../src/lib/features/calling/guide.svelte';
import { readLocal, toLocal } from '../src/lib/features/calling/localTime';
import { durationText, nextMoment, readinessStates, yesNo } from '../src/lib/words/calling';
import { until } from '../src/lib/words/time';
import { expectAccessible } from './axe';
import { callOf, rules } from './fake/calling';
import { checkOf } from './fake/checks';
import { error, FakeDesk } from './fake/desk';
import { click, first, openWindow, press, settle, type } from './window';
import { ask, card, clickOn, customer, day, field, hour, number, openPage, region, text } from './callingPage';

describe('beside the switch', () => {
  it('shows what the country allows, the limits with their sources, and a link to the page', async () => {
    await openPage();
    await click('button', 'Numbers');
    const verdict = card('Calls of this number');
    expect(text(verdict)).toContain('Calls out: allowed. Numbers of India may call WhatsApp users');
    expect(text(verdict)).toContain('WhatsApp users may call this number from everywhere.');
    expect(screen.getByRole('complementary').textContent).toContain(`Takes effect when you save. ${rules.callButton.text}`);
    const limits = within(verdict).getByRole('button', { name: 'Limits' });
    expect(limits.getAttribute('aria-expanded')).toBe('false');
    await clickOn(limits);
    expect(within(verdict).getAllByRole('listitem').map(text)).toEqual([
      `${rules.callButton.text} Source: WhatsApp Calling (Plivo), 20 Nov 2026`,
      'At most 1,000 calls at once for each number. Source: WhatsApp Calling (Plivo), 20 Nov 2026',
      'Calls cannot be forwarded to the phone network. Source: WhatsApp Calling (Plivo), 20 Nov 2026',
      '5 calls in 24 hours once permission is granted. Source: WhatsApp Calling (Plivo), 20 Nov 2026 Meta’s own page says 100 calls in 24 hours.',
    ]);
    await expectAccessible();
  });

  it('says where calls out are restricted, and where a calling code is shared', async () => {
    await openWindow();
    await click('row', /^\+1 212 468 5479/);
    expect(text(card('Calls of this number'))).toContain('Calls out: restricted. Numbers of United States cannot call WhatsApp users.');
    await click('row', /^\+1 876 202 8725/);
    expect(text(card('Calls of this number'))).toContain('876 is Jamaica.');
  });
});

describe('the calling page', () => {
  it('asks for a number where none was opened, and finds it by the list’s own search', async () => {
    const desk = await openWindow();
    await clickOn(within(screen.getByRole('navigation', { name: 'Pages' })).getByRole('button', { name: 'Calling' }));
    expect(screen.getByRole('heading', { name: 'No number chosen' })).toBeTruthy();
    await expectAccessible();
    const chooser = screen.getByRole('combobox', { name: 'Number' });
    await clickOn(chooser);
    expect(screen.getAllByRole('option')).toHaveLength(24);
    await type('Number', '80357');
    expect(screen.getAllByRole('option').map(text)).toEqual([expect.stringContaining('+91 80357 37458')]);
    expect(desk.called('numbers_window').at(-1)?.query).toMatchObject({ search: '80357', grouped: false });
    await press(chooser, 'Enter');
    expect(region('Readiness')).toBeTruthy();
    expect(desk.called('calling').at(-1)).toEqual({ account: 'one', number });
  });

  it('is about the number that was opened last, in named parts', async () => {
    await openPage();
    expect(screen.getByRole('button', { name: 'Calling' }).getAttribute('aria-current')).toBe('page');
    expect(screen.getByRole('heading', { level: 1, name: 'Calling' })).toBeTruthy();
    expect(text(region('Calling'))).toContain('+91 80357 37458 Support — APAC · India');
    const parts = ['Readiness', 'Can I call this customer?', 'Dial XML', 'Recent calls', 'Rules'];
    expect(screen.getAllByRole('heading', { level: 2 }).map(text)).toEqual(parts);
    for (const part of parts) expect(region(part)).toBeTruthy();
    expect(within(region('Rules')).getAllByRole('listitem')).toHaveLength(Object.keys(rules).length);
    await ask();
    await expectAccessible();
    await click('button', 'Configure number');
    expect(screen.getByRole('heading', { name: '+91 80357 37458' })).toBeTruthy();
  });

  it('is reached from the palette, and says what could not be read', async () => {
    const desk = await openWindow();
    await click('row', first);
    desk.answers.calling = () => { throw error('gone', 'The number is no longer at Plivo.'); };
    await press(document, 'k', { ctrlKey: true });
    await press(await type('Command or number', 'calling page of this'), 'Enter');
    expect(text(region('Calling'))).toContain('The number is no longer at Plivo.');
    delete desk.answers.calling;
    await click('button', 'Try again');
    expect(region('Readiness')).toBeTruthy();
  });
});

describe('readiness', () => {
  const items = () => within(region('Readiness')).getAllByRole('listitem').map(text);

  it('lists every step with its state in words, its age and what to do next', async () => {
    await openPage((fake) => fake.checks.keep(checkOf('answer', 'https://hooks.acme.example/answer', { outcome: 'failed', at: Date.now() - 2 * hour })));
    expect(items()).toEqual([
      'Webhook URL Done https://hooks.acme.example/whatsapp',
      'WhatsApp Calling Done It is on.',
      'Answer URL tested Attention 2 h ago It answered 500 instead of 200.',
      'Calls out Done Numbers of India may call WhatsApp users who have given their permission. The rule for Calls out',
      expect.stringMatching(/^Calling hours Optional .*Available call hours\. Mark calling hours as checked$/),
      'Inbound test call Not known Looked for in the call records. Call the number from any WhatsApp account.',
    ]);
    await clickOn(within(region('Readiness')).getByRole('button', { name: /^The rule/ }));
    expect(items()[3]).toContain('Source: WhatsApp Calling (Plivo), 20 Nov 2026');
  });

  it('lets the user tick the calling hours, and untick them', async () => {
    const desk = await openPage();
    const toggle = () => screen.getByRole('button', { name: 'Mark calling hours as checked' });
    expect(toggle().getAttribute('aria-pressed')).toBe('false');
    await clickOn(toggle());
    expect(toggle().getAttribute('aria-pressed')).toBe('true');
    expect(items()[4]).toContain('Calling hours Done just now');
    await clickOn(toggle());
    expect(desk.called('mark_hours_checked').map(({ checked }) => checked)).toEqual([true, false]);
    expect(items()[4]).toContain('Optional');
  });

  it('keeps a mark that was made while the page was read', async () => {
    const desk = new FakeDesk().install();
    const guide = new Guide('one', number);
    let arrive: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (arrive = resolve));
    desk.answers.calling = async (args) => {
      const before = desk.guide.calling(args);
      await held;
      return before;
    };
    const read = guide.read();
    await settle();
    const marked = guide.markHours(true);
    await settle();
    delete desk.answers.calling;
    arrive();
    await Promise.all([read, marked]);
    expect(guide.view?.hoursCheckedAt).not.toBeNull();
    expect(desk.called('calling')).toHaveLength(2);
  });

  it('follows saves and tests while it is open', async () => {
    const desk = await openPage();
    expect(items()[2]).toContain('To do');
    desk.checks.keep(checkOf('answer', 'https://hooks.acme.example/answer'));
    await settle();
    expect(items()[2]).toContain('Answer URL tested Done');
  });

  it('has a word and an icon of its own for every state', () => {
    const states = Object.keys(readinessStates) as ReadinessState[];
    expect(states.map((state) => readinessStates[state].label)).toEqual(['Done', 'To do', 'Attention', 'Not known', 'Optional']);
    expect(new Set(states.map((state) => readinessStates[state].icon)).size).toBe(states.length);
    const answers = Object.keys(yesNo) as YesNo[];
    expect(new Set(answers.map((answer) => `${yesNo[answer].label} ${yesNo[answer].icon}`)).size).toBe(answers.length);
  });
});

describe('the Dial XML', () => {
  const xml = () => region('Dial XML').querySelector('pre')?.textContent;

  it('is shown as soon as there is a recipient, and is copied', async () => {
    const desk = await openPage();
    const copied: string[] = [];
    Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText: async (value: string) => void copied.push(value) } });
    await type('Recipient', '+1 212 555 0142');
    expect(xml()).toContain(`<Dial callerId="${number}" callType="whatsapp">`);
    expect(region('Dial XML').textContent).toContain('The recipient has to be on WhatsApp.');
    await clickOn(within(region('Dial XML')).getByRole('button', { name: 'Copy' }));
    expect(copied).toEqual([xml()]);
    expect(desk.called('dial_xml').at(-1)?.recipient).toBe('+1 212 555 0142');
    await expectAccessible();
  });

  it('says what is wrong with the recipient once the field is left', async () => {
    await openPage();
    const recipient = await type('Recipient', '12');
    expect(recipient.getAttribute('aria-invalid')).toBeNull();
    recipient.blur();
    await settle();
    expect(recipient.getAttribute('aria-invalid')).toBe('true');
    expect(xml()).toBeUndefined();
    await type('Recipient', '+49 30 901820');
    expect(recipient.getAttribute('aria-invalid')).toBeNull();
  });

  it('is refused with the reason for a restricted country', async () => {
    await openWindow();
    await click('row', /^\+1 212 468 5479/);
    await click('button', 'Calling page');
    expect(region('Dial XML').textContent).toContain('Numbers of United States cannot call WhatsApp users.');
    await type('Recipient', '+49 30 901820');
    expect(within(region('Dial XML')).getByRole('alert').textContent).toContain('No XML. Numbers of United States cannot call WhatsApp users, so no XML is made.');
    expect(xml()).toBeUndefined();
  });
});

describe('recent calls', () => {
  const calls = () => region('Recent calls');
  const rows = () => within(screen.getByRole('table', { name: 'Recent calls' })).getAllByRole('row').slice(1);
  const cells = (row: HTMLElement) => within(row).getAllByRole('cell').map(text);
  const told = Date.UTC(2026, 10, 20, 9, 30);

  it('are shown with all data of the records', async () => {
    await openPage((fake) => (fake.guide.records = [
      callOf(Date.now() - 60_000, { inbound: true, durationSeconds: 192, outcome: 'answered', cause: 'Normal Hangup (by the customer)', meaning: null }),
      callOf(null, { customer: 'sip:agent@phone.plivo.com', international: '', durationSeconds: null, outcome: 'notKnown', cause: 'Busy Line', meaning: 'The user was on another call.' }),
    ]));
    expect(within(calls()).getAllByRole('columnheader').map(text)).toEqual(['Time', 'Direction', 'Customer', 'Duration', 'Outcome', 'Hang-up cause', 'WhatsApp?']);
    expect(cells(rows()[0] as HTMLElement).slice(1)).toEqual(['in', '+91 94123 41234', '3 min 12 s', 'answered', 'Normal Hangup (by the customer)', 'Not known']);
    expect(cells(rows()[1] as HTMLElement)).toEqual(['not known', 'out', 'sip:agent@phone.plivo.com', 'not known', 'not known', 'Busy Line The user was on another call.', 'Not known']);
    expect(within(region('Readiness')).getAllByRole('listitem').map(text)[5]).toContain('Inbound test call Done');
    await clickOn(within(calls()).getByRole('button', { name: /^What these records tell/ }));
    expect(text(calls())).toContain('No field of a record tells a WhatsApp call from an ordinary one. Source: WhatsApp Calling (Plivo), 20 Nov 2026');
    expect(text(calls())).toContain('follows from Plivo’s list of causes. Source: WhatsApp Calling (Plivo), 20 Nov 2026 It is not what WhatsApp counts as missed.');
    await expectAccessible();
    await click('button', 'Can I call +91 94123 41234?');
    expect(field('Customer number').value).toBe(customer);
    expect(card('Can I call?')).toBeTruthy();
  });

  it('are shown from the cache at once, and refreshed in the background', async () => {
    let arrive: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (arrive = resolve));
    await openPage((fake) => {
      fake.guide.known = { calls: [callOf(told)], readAt: told, days: 29, error: null, more: false };
      fake.guide.records = [callOf(told + hour), callOf(told)];
      fake.answers.read_calls = async () => (await held, fake.guide.read_calls());
    });
    expect(rows()).toHaveLength(1);
    expect(calls().textContent).toContain('Reading…');
    arrive();
    await settle();
    expect(rows()).toHaveLength(2);
    expect(text(calls())).toContain('Read just now');
  });

  it('stay visible with their age if they cannot be read, and each reason is shown differently', async () => {
    const check = async (code: Code, words: string, help: string | null) => {
      cleanup();
      await openPage((fake) => {
        fake.guide.known = { calls: [callOf(told)], readAt: Date.now() - 2 * hour, days: 29, error: null, more: true };
        fake.answers.read_calls = () => ({ ...fake.guide.known, error: error(code, 'Because.') });
      });
      expect(text(calls())).toContain(`${words}. Because. What is shown was read 2 h ago.`);
      expect(rows()).toHaveLength(1);
      const buttons = within(calls()).getAllByRole('button').map(text);
      expect(buttons).toEqual(expect.arrayContaining(['Refresh', ...(help ? [help] : [])]));
    };
    await check('offline', 'No connection to Plivo', 'Try again');
    await check('unauthorised', 'Plivo does not accept these credentials', 'Enter the token');
    await check('missingApi', 'This API does not exist for your account', null);
  });

  it('that were never read are not an empty list', async () => {
    const desk = await openPage((fake) => (fake.answers.read_calls = () => { throw error('offline', 'This computer has no network.'); }));
    expect(text(calls())).toContain('were never read on this computer');
    expect(screen.queryByRole('table')).toBeNull();
    delete desk.answers.read_calls;
    await clickOn(within(calls()).getByRole('button', { name: 'Refresh' }));
    expect(text(calls())).toContain('Plivo’s records hold no call of this number in the last 29 days.');
    expect(announcer.text).toBe('0 calls read.');
  });
});

describe('words for calls', () => {
  it('say how long a call was, and until when', () => {
    const check = (given: string, wanted: string) => expect(given).toBe(wanted);
    check(durationText(null), 'not known');
    check(durationText(0), '0 s');
    check(durationText(61), '1 min 1 s');
    check(until(0, 1), 'now');
    check(until(1_500, 0), 'in 2 s');
    check(until(60_001, 0), 'in 2 min');
    check(until(5 * hour, 0), 'in 5 h');
    check(until(5 * hour + 60_000, 0), 'in 5 h 1 min');
    check(until(2 * day, 0), 'in 2 days');
    check(until(2 * day + hour, 0), 'in 2 days 1 h');
  });

  it('name the next moment and never too early', () => {
    const at = new Date(2026, 10, 26, 14, 4, 30).getTime();
    const answer = (part: Partial<PermissionAnswer>): PermissionAnswer => ({ answer: 'no', reason: '', rule: null, how: null, changesAt: null, becomesYesAt: null, notes: [], ...part });
    const check = (part: Partial<PermissionAnswer>, wanted: string | null) => expect(nextMoment(answer(part), at - 5 * hour)).toBe(wanted);
    check({}, null);
    check({ becomesYesAt: at }, 'Becomes yes on Thu 26 Nov 2026, 14:05 (in 5 h)');
    check({ becomesYesAt: at, changesAt: at - hour }, 'Becomes yes on Thu 26 Nov 2026, 14:05 (in 5 h)');
    check({ changesAt: at }, 'Changes on Thu 26 Nov 2026, 14:05 (in 5 h)');
    check({ answer: 'notKnown', changesAt: at }, 'Changes on Thu 26 Nov 2026, 14:05 (in 5 h)');
    check({ answer: 'yes', changesAt: at }, 'Holds until Thu 26 Nov 2026, 14:04 (in 5 h)');
    check({ answer: 'yes' }, null);
  });

  it('read a local time as it is written', () => {
    const at = new Date(2026, 10, 26, 14, 5).getTime();
    const check = (given: string, wanted: number | null) => expect(readLocal(given, 'earlier').at).toBe(wanted);
    expect(toLocal(at)).toBe('2026-11-26T14:05');
    check('2026-11-26T14:05', at);
    check('2026-11-26 14:05', at);
    check('2026-11-26T14:05:30', at);
    for (const wrong of ['', '2026-11-26', '2026-02-30T10:00', '2026-13-01T10:00', '2026-11-26T24:05', 'soon']) check(wrong, null);
  });

  it('refuse a time that the clock never showed, and use the safe one if it showed a time twice', () => {
    vi.stubEnv('TZ', 'Europe/Berlin');
    expect(new Date(Date.UTC(2026, 6, 1)).getHours()).toBe(2);
    const check = (given: string, safe: 'earlier' | 'later', wanted: number | null, note: RegExp | null) => {
      const read = readLocal(given, safe);
      expect([given, safe, read.at]).toEqual([given, safe, wanted]);
      if (note) expect(read.note).toMatch(note);
      else expect(read.note).toBeNull();
    };
    check('2026-03-29T01:59', 'later', Date.UTC(2026, 2, 29, 0, 59), null);
    check('2026-03-29T02:30', 'later', null, /^This time does not exist/);
    check('2026-03-29T03:00', 'later', Date.UTC(2026, 2, 29, 1), null);
    check('2026-10-25T02:30', 'earlier', Date.UTC(2026, 9, 25, 0, 30), /showed this time twice. The earlier one counts/);
    check('2026-10-25T02:30', 'later', Date.UTC(2026, 9, 25, 1, 30), /showed this time twice. The later one counts/);
    check('2026-10-25T03:00', 'later', Date.UTC(2026, 9, 25, 2), null);
    check('2026-02-30T02:30', 'later', null, null);
    vi.stubEnv('TZ', 'Australia/Lord_Howe');
    check('2026-04-05T01:45', 'later', Date.UTC(2026, 3, 4, 15, 15), /twice/);
    vi.unstubAllEnvs();
  });
});
