import { screen, within } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { announcer } from '../src/lib/components/announcer.svelte';
import { toLocal } from '../src/lib/features/calling/localTime';
import { Permission } from '../src/lib/features/calling/permission.svelte';
import { dated, minuteAfter, zoneName } from '../src/lib/words/time';
import { expectAccessible } from './axe';
import { callOf } from './fake/calling';
import { error, FakeDesk } from './fake/desk';
import { click, settle, type } from './window';
import { ask, card, clickOn, customer, day, field, fill, hour, number, openPage, region, text } from './callingPage';

describe('can I call this customer', () => {
  it('answers both questions with reason, moment, rule and notes', async () => {
    const granted = Date.now() - 2 * day;
    const sent = Date.now() - 3 * hour;
    await openPage((fake) => fake.guide.facts.set(customer, { granted: [granted], requests: [{ sent, rejected: null }], calls: [], allCallsAt: null, callback: 'notKnown' }));
    await ask();
    expect(text(card('Can I call?'))).toContain(`Yes Permission was granted. Holds until ${dated(granted + 7 * day)} (in 5 days)`);
    expect(text(card('May I ask for permission again?'))).toContain(`No The last request is younger than 24 hours. Becomes yes on ${dated(minuteAfter(sent + day))} (in 21 h)`);
    expect(text(region('Can I call this customer?'))?.split(zoneName())).toHaveLength(2);
    expect(announcer.text).toContain('Can I call? Yes.');
    await clickOn(within(card('Can I call?')).getByRole('button', { name: /^The rule/ }));
    expect(text(card('Can I call?'))).toContain('Permission lasts 7 days from its approval. Source: WhatsApp Calling (Plivo), 20 Nov 2026');
    expect(within(card('Can I call?')).queryByRole('button', { name: /^How to ask/ })).toBeNull();
    await clickOn(within(card('May I ask for permission again?')).getByRole('button', { name: /^How to ask/ }));
    expect(text(card('May I ask for permission again?'))).toContain('Calling permissions request, under Marketing or Utility. Source: WhatsApp Calling (Plivo)');
    await expectAccessible();
  });

  it('says what is wrong with the customer’s number at its field', async () => {
    await openPage();
    await ask('12');
    expect(field('Customer number').getAttribute('aria-invalid')).toBe('true');
    expect(region('Can I call this customer?').textContent).toContain('This is not a phone number.');
    await type('Customer number', '123');
    expect(field('Customer number').getAttribute('aria-invalid')).toBeNull();
  });

  it('saves every complete fact at once, and answers with it', async () => {
    const desk = await openPage();
    await ask();
    expect(text(card('Can I call?'))).toContain('Not known Nobody entered a permission.');
    await click('button', 'Add permission');
    expect(document.activeElement).toBe(field('Permission granted 1'));
    expect(desk.called('keep_permission_facts')).toEqual([]);
    const granted = Math.floor((Date.now() - day) / 60_000) * 60_000;
    await fill('Permission granted 1', toLocal(granted));
    expect(desk.guide.facts.get(customer)).toEqual({ granted: [granted], requests: [], calls: [], allCallsAt: null, callback: 'notKnown' });
    expect(text(card('Can I call?'))).toContain('Yes Permission was granted.');
    await click('button', 'Add request');
    await fill('Request 1 rejected', toLocal(granted));
    expect(desk.called('keep_permission_facts')).toHaveLength(1);
    await fill('Request 1 sent', toLocal(granted - hour));
    await click('button', 'Add call');
    await fill('Call 1 at', toLocal(granted + hour));
    expect(desk.guide.facts.get(customer)?.calls).toEqual([]);
    await clickOn(within(screen.getByRole('radiogroup', { name: 'Call 1' })).getByRole('radio', { name: 'Missed' }));
    expect(desk.guide.facts.get(customer)).toEqual({ granted: [granted], requests: [{ sent: granted - hour, rejected: granted }], calls: [{ at: granted + hour, answered: false }], allCallsAt: null, callback: 'notKnown' });
    await expectAccessible();
    await click('button', 'Remove permission 1');
    expect(document.activeElement?.textContent).toBe('Add permission');
    expect(text(card('Can I call?'))).toContain('Not known');
    await click('button', 'Remove request 1');
    await click('button', 'Remove call 1');
    expect(desk.guide.facts.get(customer)).toEqual({ granted: [], requests: [], calls: [], allCallsAt: null, callback: 'notKnown' });
  });

  it('shows saved facts without changing them', async () => {
    const granted = Date.now() - day + 12_345;
    const desk = await openPage((fake) => fake.guide.facts.set(customer, { granted: [granted], requests: [], calls: [{ at: granted, answered: true }], allCallsAt: null, callback: 'notKnown' }));
    await ask();
    expect(field('Permission granted 1').value).toBe(toLocal(granted));
    expect(within(screen.getByRole('radiogroup', { name: 'Call 1' })).getByRole<HTMLInputElement>('radio', { name: 'Answered' }).checked).toBe(true);
    await clickOn(screen.getByRole('radio', { name: 'Missed' }));
    expect(desk.guide.facts.get(customer)).toEqual({ granted: [granted], requests: [], calls: [{ at: granted, answered: false }], allCallsAt: null, callback: 'notKnown' });
  });

  it('lists what is left out of the answers', async () => {
    await openPage();
    await ask();
    await click('button', 'Add permission');
    await click('button', 'Add permission');
    await fill('Permission granted 2', toLocal(Date.now() + day));
    const wrong = 'A permission in the future cannot be.';
    expect(text(region('Can I call this customer?'))).toContain(`Permission granted 2: ${wrong}`);
    await click('button', 'Remove permission 1');
    expect(text(region('Can I call this customer?'))).toContain(`Permission granted 1: ${wrong}`);
  });

  it('says which entered calls the records show by now', async () => {
    const at = Date.now() - hour;
    await openPage((fake) => {
      fake.guide.records = [callOf(at)];
      fake.guide.facts.set(customer, { granted: [], requests: [], calls: [{ at: at - day, answered: true }, { at, answered: false }], allCallsAt: null, callback: 'notKnown' });
    });
    await ask();
    const rows = screen.getAllByRole('radiogroup', { name: /^Call \d/ }).map((group) => text(group.closest('li')!));
    expect(rows.map((row) => row?.includes('now in the records, counted once'))).toEqual([false, true]);
  });

  it('reads the calls of the customer, and says why where that fails', async () => {
    const desk = await openPage((fake) => (fake.answers.read_customer_calls = (args) => ({ ...fake.guide.permission(args), callsError: error('offline', 'This computer has no network.') })));
    await ask();
    const part = within(region('Can I call this customer?'));
    expect(desk.called('read_customer_calls').map((args) => args.customer)).toEqual([customer]);
    expect(text(region('Can I call this customer?'))).toContain('No connection to Plivo. This computer has no network. The answers are from what is on this computer.');
    await expectAccessible();
    delete desk.answers.read_customer_calls;
    await clickOn(part.getByRole('button', { name: /^(Read|Refresh) calls$/ }));
    expect(text(region('Can I call this customer?'))).not.toContain('No connection');
    expect(part.getByRole('button', { name: 'Refresh calls' })).toBeTruthy();
    expect(announcer.text).toContain('Can I call?');
  });

  it('accepts the user’s statement that these are all the calls, with its time', async () => {
    const desk = await openPage();
    await ask();
    await clickOn(screen.getByRole('checkbox', { name: 'These and those in the records are all the calls' }));
    const said = desk.guide.facts.get(customer)?.allCallsAt ?? 0;
    expect(Math.abs(Date.now() - said)).toBeLessThan(hour);
    expect(text(region('Can I call this customer?'))).toContain('said just now');
    await clickOn(screen.getByRole('checkbox', { name: 'These and those in the records are all the calls' }));
    expect(desk.guide.facts.get(customer)?.allCallsAt).toBeNull();
  });

  it('says what the disk refused, and keeps it when asked again', async () => {
    const desk = await openPage();
    await ask();
    await click('button', 'Add permission');
    desk.answers.keep_permission_facts = () => { throw error('disk', 'The disk is full.'); };
    await fill('Permission granted 1', toLocal(Date.now() - day));
    expect(within(region('Can I call this customer?')).getByRole('alert').textContent).toContain('Not kept. The disk is full.');
    delete desk.answers.keep_permission_facts;
    await click('button', 'Keep again');
    expect(desk.guide.facts.get(customer)?.granted).toHaveLength(1);
    expect(within(region('Can I call this customer?')).queryByRole('alert')).toBeNull();
  });

  it('keeps what was entered for one customer before the next is asked about', async () => {
    const desk = await openPage();
    await ask();
    await click('button', 'Add permission');
    let commit: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (commit = resolve));
    desk.answers.keep_permission_facts = async (args) => (await held, desk.guide.keep_permission_facts(args));
    await fill('Permission granted 1', toLocal(Date.now() - day));
    await fill('Permission granted 1', toLocal(Date.now() - 2 * day));
    await ask('+49 30 901820');
    commit();
    await settle();
    expect(desk.called('keep_permission_facts').map((args) => args.customer)).toEqual([customer, customer]);
    expect(screen.queryByLabelText('Permission granted 1')).toBeNull();
    desk.tell({ kind: 'flush' });
    await settle();
    expect(desk.called('ready_to_close')).toHaveLength(1);
  });

  it('keeps what was typed of a number while another one is shown', async () => {
    const desk = await openPage();
    await type('Customer number', '+91 94123');
    await type('Recipient', '+91 1');
    const other = desk.rows[1]?.international as string;
    const choose = async (name: string) => {
      await type('Number', name);
      await click('option', new RegExp(`^${name.replace('+', '\\+')}`));
    };
    await choose(other);
    expect(field('Customer number').value).toBe('');
    await choose('+91 80357 37458');
    expect([field('Customer number').value, field('Recipient').value]).toEqual(['+91 94123', '+91 1']);
  });

  it('keeps the window open once for what the disk refused, after trying it again', async () => {
    const desk = await openPage();
    await ask();
    await click('button', 'Add permission');
    desk.answers.keep_permission_facts = () => { throw error('disk', 'The disk is full.'); };
    await fill('Permission granted 1', toLocal(Date.now() - day));
    desk.tell({ kind: 'flush' });
    await settle();
    expect(desk.called('keep_permission_facts')).toHaveLength(2);
    expect(screen.getByRole('alertdialog').textContent).toMatch(/What was entered of \+91.*The disk is full\./);
    await click('button', 'Keep open');
    delete desk.answers.keep_permission_facts;
    desk.tell({ kind: 'flush' });
    await settle();
    expect(desk.called('ready_to_close')).toHaveLength(1);
  });

  it('lists the calls of the records that it used', async () => {
    await openPage((fake) => (fake.guide.records = [callOf(Date.now() - hour), callOf(Date.now() - 2 * hour, { customer: '4930901820' })]));
    await ask();
    await click('button', '1 call from the records');
    expect(within(screen.getByRole('table', { name: `Calls with +${customer}` })).getAllByRole('row')).toHaveLength(2);
  });
});

describe('answers that overtake one another', () => {
  /** Holds the response of a command until it is released. Its data is from the moment of the request. */
  function hold(desk: FakeDesk, command: 'permission' | 'read_customer_calls' | 'keep_permission_facts'): () => void {
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    desk.answers[command] = async (args) => {
      const answer = desk.guide[command](args);
      await held;
      return answer;
    };
    return () => (delete desk.answers[command], letGo());
  }
  const granted = (at: number) => ({ granted: [at], requests: [], calls: [], allCallsAt: null, callback: 'notKnown' as const });

  async function shown(): Promise<{ desk: FakeDesk; permission: Permission }> {
    const desk = new FakeDesk().install();
    const permission = new Permission('one', number);
    permission.type(customer);
    await permission.check();
    return { desk, permission };
  }

  it('show the requested customer, whatever else was requested meanwhile', async () => {
    const { desk, permission } = await shown();
    const letGo = hold(desk, 'permission');
    permission.type('4930901820');
    const checked = permission.check();
    await settle();
    delete desk.answers.permission;
    const again = permission.again();
    permission.facts?.addGranted();
    Object.assign(permission.facts?.granted[0]?.moment ?? {}, { at: Date.now() - day });
    permission.keep();
    letGo();
    await Promise.all([checked, again]);
    expect(permission.view?.customer).toBe('4930901820');
    expect(desk.guide.facts.get(customer)?.granted).toHaveLength(1);
    permission.stop();
  });

  it('keep what was entered while the same customer was asked about', async () => {
    const { desk, permission } = await shown();
    const letGo = hold(desk, 'permission');
    const checked = permission.check();
    await settle();
    permission.facts?.addGranted();
    Object.assign(permission.facts?.granted[0]?.moment ?? {}, { at: Date.now() - day });
    permission.keep();
    await permission.settled();
    letGo();
    await checked;
    expect(permission.facts?.granted).toHaveLength(1);
    expect(permission.view?.mayCall.answer).toBe('yes');
    permission.stop();
  });

  it('include both a read and the facts that were entered during it', async () => {
    const { desk, permission } = await shown();
    const letGo = hold(desk, 'read_customer_calls');
    const read = permission.refresh();
    await settle();
    desk.guide.facts.set(customer, granted(Date.now() - day));
    await permission.again();
    desk.guide.records = [callOf(Date.now() - hour)];
    letGo();
    await read;
    expect(permission.view?.calls).toHaveLength(1);
    expect(permission.view?.mayCall.answer).toBe('yes');
    permission.stop();
  });
});

describe('the clock of the answers', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: Date.UTC(2026, 10, 26, 12) }));
  afterEach(() => vi.useRealTimers());

  const asked = (desk: FakeDesk) => desk.called('permission').length;

  it('asks again at the moment at which an answer changes, and only then', async () => {
    const desk = new FakeDesk().install();
    desk.guide.facts.set(customer, { granted: [Date.now() - 7 * day + hour], requests: [], calls: [], allCallsAt: null, callback: 'notKnown' });
    const permission = new Permission('one', number);
    permission.type(customer);
    await permission.check();
    expect(permission.view?.mayCall.answer).toBe('yes');
    // Once for the question, and once more after the calls were read.
    await vi.advanceTimersByTimeAsync(hour - 1);
    expect(asked(desk)).toBe(2);
    await vi.advanceTimersByTimeAsync(2);
    expect(asked(desk)).toBe(3);
    expect(permission.view?.mayCall.answer).toBe('no');
    await vi.advanceTimersByTimeAsync(2 * day);
    expect(asked(desk)).toBe(3);
    permission.stop();
  });

  it('reads the calls again when they are too old', async () => {
    const desk = new FakeDesk().install();
    const oldAt = Date.now() + hour;
    desk.answers.permission = (args) => ({ ...desk.guide.permission(args), callsOldAt: Date.now() < oldAt ? oldAt : null });
    desk.answers.read_customer_calls = desk.answers.permission;
    const reads = () => desk.called('read_customer_calls').length;
    const permission = new Permission('one', number);
    permission.type(customer);
    await permission.check();
    await vi.advanceTimersByTimeAsync(hour - 1);
    expect(reads()).toBe(1);
    await vi.advanceTimersByTimeAsync(2);
    expect(reads()).toBe(2);
    await vi.advanceTimersByTimeAsync(day);
    expect(reads()).toBe(2);
    permission.stop();
  });

  it('checks the time soon after the computer slept', async () => {
    const desk = new FakeDesk().install();
    desk.guide.facts.set(customer, { granted: [Date.now() - 7 * day + hour], requests: [], calls: [], allCallsAt: null, callback: 'notKnown' });
    const permission = new Permission('one', number);
    permission.type(customer);
    await permission.check();
    vi.setSystemTime(Date.now() + 2 * hour);
    await vi.advanceTimersByTimeAsync(31_000);
    expect(permission.view?.mayCall.answer).toBe('no');
    permission.stop();
  });

  it('does not poll fast if the moment has passed and the answer is still the old one', async () => {
    const desk = new FakeDesk().install();
    desk.guide.facts.set(customer, { granted: [Date.now() - day], requests: [], calls: [], allCallsAt: null, callback: 'notKnown' });
    const permission = new Permission('one', number);
    const stale = { ...desk.guide.permission({ customer }), mayCall: { ...desk.guide.permission({ customer }).mayCall, changesAt: Date.now() - 1 } };
    desk.answers.permission = () => stale;
    permission.type(customer);
    await permission.check();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked(desk)).toBeLessThanOrEqual(14);
    permission.stop();
    const before = asked(desk);
    await vi.advanceTimersByTimeAsync(day);
    expect(asked(desk)).toBe(before);
  });
});
