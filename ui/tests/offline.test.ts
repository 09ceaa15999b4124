import { screen } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import type { ConnectionView } from '../src/lib/bridge';
import { backOnline, offlineSince } from '../src/lib/words/connection';
import { error, sandboxAccount, type FakeDesk } from './fake/desk';
import { click, openWindow, press, settle, type } from './window';

const chip = () => screen.queryByRole('status', { name: 'Offline' });
const messages = () => screen.getByRole('status', { name: 'Messages' }).textContent ?? '';
const simulate = () => screen.queryByRole('switch', { name: 'Simulate offline' });
const rename = (fake: FakeDesk) => void fake.edit_number({ number: '918035737458', edit: { field: 'alias', value: 'Renamed' } });
const today = (hour: number, minute: number) => new Date(2026, 10, 22, hour, minute, 41).getTime();

async function tell(desk: FakeDesk, connection: ConnectionView): Promise<void> {
  desk.state.connection = connection;
  desk.tell({ kind: 'status', account: desk.current?.id ?? '', status: desk.status() });
  await settle();
}

describe('the words for being offline', () => {
  it('say since when, to the minute, and of which day', () => {
    const check = (connection: ConnectionView, wanted: string | null) => expect(offlineSince(connection, today(15, 0))).toBe(wanted);
    check({ state: 'offline', since: today(14, 32), message: '' }, 'Offline since 14:32');
    check({ state: 'offline', since: today(14, 32) - 86_400_000, message: '' }, 'Offline since 21 Nov 2026, 14:32');
    for (const state of ['online', 'unknown', 'missingApi', 'noToken'] as const) check({ state }, null);
    check({ state: 'failing', message: 'm' }, null);
    check({ state: 'rateLimited', retryAt: null }, null);
  });

  it('count what waits when Plivo answers again', () => {
    const check = (drafts: number, ready: number, wanted: string) => expect(backOnline(drafts, ready)).toBe(wanted);
    check(0, 0, 'Back online.');
    check(1, 0, 'Back online. 1 draft is waiting.');
    check(4, 0, 'Back online. 4 drafts are waiting.');
    check(4, 1, 'Back online. 1 draft is ready.');
    check(4, 3, 'Back online. 3 drafts are ready.');
  });
});

describe('a notice', () => {
  it('wins over an older response that arrives after it', async () => {
    await openWindow((fake) => {
      fake.answers.start = () => {
        const running = { ...fake.status(), count: 4, sync: { ...fake.state.sync, running: true } };
        fake.tell({ kind: 'status', account: 'one', status: { ...fake.status(), count: 5 } });
        return { ...fake.start(), status: running };
      };
    });
    expect(screen.getByRole('button', { name: 'Refresh' })).toBeTruthy();
    expect(screen.queryByRole('progressbar', { name: 'Reading numbers' })).toBeNull();
  });
});

describe('the header', () => {
  it('says that there is no network, and only that', async () => {
    const desk = await openWindow();
    expect(chip()).toBeNull();
    await tell(desk, { state: 'offline', since: Date.now(), message: 'No network.' });
    expect(chip()?.textContent).toMatch(/^\s*Offline since \d\d:\d\d$/);
    for (const state of ['online', 'missingApi', 'noToken'] as const) {
      await tell(desk, { state });
      expect(chip()).toBeNull();
    }
  });
});

describe('a banner that comes during a press', () => {
  it('moves no row until the press has become a click', async () => {
    const desk = await openWindow();
    window.dispatchEvent(new MouseEvent('pointerdown', { button: 0 }));
    await tell(desk, { state: 'noToken' });
    expect(document.body.textContent).not.toContain('There is no token');
    window.dispatchEvent(new MouseEvent('pointerup', { button: 0 }));
    await settle();
    expect(document.body.textContent).toContain('There is no token');
  });
});

describe('without the token', () => {
  const locked = (fake: FakeDesk) => {
    fake.state.connection = { state: 'unknown' };
    fake.state.token = 'locked';
  };
  const title = 'The keychain of this computer is locked';

  it('the list stays, says why it is not read, and offers both ways to continue', async () => {
    const desk = await openWindow(locked);
    expect(screen.getByRole('row', { name: /80357 37458/ })).toBeTruthy();
    expect(document.body.textContent).toContain(`${title}. Unlock it and try again.`);
    const asked = desk.called('sync_start').length;
    await click('button', 'Try again');
    expect(desk.called('sync_start')).toHaveLength(asked + 1);
    await click('button', 'Enter the token');
    expect(screen.getByRole('dialog', { name: 'Enter the token of Acme Production' })).toBeTruthy();
  });

  it.each([
    ['noKeychain', 'This computer has no keychain that can be reached. Start one'],
    ['unreadable', 'The keychain of this computer fails. The token cannot be read from it'],
  ] as const)('tells a keychain that is %s from one that is locked', async (token, words) => {
    await openWindow((fake) => {
      locked(fake);
      fake.state.token = token;
    });
    expect(document.body.textContent).toContain(words);
    expect(document.body.textContent).not.toContain(title);
  });

  it('says that the token is missing, before any request to Plivo', async () => {
    await openWindow((fake) => {
      locked(fake);
      fake.state.token = 'missing';
    });
    expect(document.body.textContent).toContain('There is no token for this account here.');
    for (const name of ['Try again', 'Enter the token']) expect(screen.getByRole('button', { name })).toBeTruthy();
  });

  it('an account without numbers says so in their place', async () => {
    await openWindow(locked, 0);
    expect(screen.getByRole('heading', { name: title })).toBeTruthy();
    for (const name of ['Try again', 'Enter the token']) expect(screen.getByRole('button', { name })).toBeTruthy();
  });

  it('keeps it for the session while the keychain is locked', async () => {
    const desk = await openWindow(locked);
    desk.answers.enter_token = (args) => {
      if (!args.sessionOnly) throw error('keychainLocked', 'The keychain is locked. Unlock it and try again.');
      desk.state.token = 'session';
      desk.state.connection = { state: 'online' };
      return desk.enter_token(args);
    };
    await click('button', 'Enter the token');
    await type('Auth Token', 'secret');
    await click('button', 'Save token');
    await click('button', 'Keep for this session only');
    expect(desk.called('enter_token').map((args) => args.sessionOnly)).toEqual([false, true]);
    expect(document.body.textContent).not.toContain(title);
    expect(document.body.textContent).toContain('Token for this session only');
  });
});

describe('without a network', () => {
  it('drafts are made ready, discarded and exported, but none is sent', async () => {
    const desk = await openWindow((fake) => {
      rename(fake);
      fake.edit_number({ number: '918035737458', edit: { field: 'accountMapping', value: 'SAEUTEAM000000000001' } });
    });
    await click('button', /^Drafts/);
    await tell(desk, { state: 'offline', since: Date.now(), message: 'No network.' });
    await click('button', 'Mark as ready: +91 80357 37458');
    const all = screen.getByRole('button', { name: /^Apply all ready/ });
    expect(all.getAttribute('aria-disabled')).toBe('true');
    expect(document.getElementById(all.getAttribute('aria-describedby') ?? '')?.textContent).toMatch(/^Offline since \d\d:\d\d: nothing can be sent\.$/);
    await click('button', /^Apply all ready/);
    await click('button', 'Apply draft of +91 80357 37458');
    expect(messages()).toContain('nothing can be sent');
    await click('button', 'Apply draft of Mapping of Acme EU');
    for (const command of ['apply_start', 'save_mapping', 'save_number']) expect(desk.called(command)).toHaveLength(0);
    expect(desk.called('mark_ready')).toHaveLength(1);
    await click('button', 'Export drafts');
    expect(desk.called('export_drafts')).toHaveLength(1);
  });
});

describe('coming back online', () => {
  it('offers the tray and sends nothing', async () => {
    const desk = await openWindow(rename);
    desk.tell({ kind: 'backOnline', account: 'one', drafts: 1, ready: 1 });
    await settle();
    expect(messages()).toContain('Back online. 1 draft is ready.');
    await click('button', 'Open drafts');
    expect(screen.getByRole('heading', { name: 'Drafts' })).toBeTruthy();
    for (const command of ['apply_start', 'apply_resume', 'save_number', 'confirm_remap']) expect(desk.called(command)).toHaveLength(0);
  });

  it('has nothing to offer if nothing waits, and is not reported for another account', async () => {
    const desk = await openWindow();
    desk.tell({ kind: 'backOnline', account: 'box', drafts: 3, ready: 3 });
    await settle();
    expect(messages()).toBe('');
    desk.tell({ kind: 'backOnline', account: 'one', drafts: 0, ready: 0 });
    await settle();
    expect(messages()).toContain('Back online.');
    expect(screen.queryByRole('button', { name: 'Open drafts' })).toBeNull();
  });
});

describe('the pretended network', () => {
  const inSandbox = (fake: FakeDesk) => void (fake.current = sandboxAccount);

  it('is switched in the sandbox, by pointer and by keyboard', async () => {
    const desk = await openWindow(inSandbox);
    expect(simulate()?.getAttribute('aria-checked')).toBe('false');
    await click('switch', 'Simulate offline');
    expect(desk.called('set_sandbox_offline')).toEqual([{ offline: true }]);
    expect(simulate()?.getAttribute('aria-checked')).toBe('true');
    // It is a button, so Enter and the space bar press it.
    expect([simulate()?.tagName, simulate()?.tabIndex]).toEqual(['BUTTON', 0]);
  });

  it('keeps its state after a restart and after switching the account', async () => {
    const desk = await openWindow((fake) => {
      inSandbox(fake);
      fake.tray.offline = true;
    });
    expect(simulate()?.getAttribute('aria-checked')).toBe('true');
    await click('button', /^Account:/);
    await click('menuitemradio', /Acme Production/);
    expect(simulate()).toBeNull();
    desk.tray.offline = false;
    await click('button', /^Account:/);
    await click('menuitemradio', /Sandbox/);
    expect(simulate()?.getAttribute('aria-checked')).toBe('false');
  });

  it('does not exist for an account at Plivo', async () => {
    const desk = await openWindow();
    expect(simulate()).toBeNull();
    expect(desk.called('sandbox_offline')).toHaveLength(0);
    await press(document, 'k', { ctrlKey: true });
    await type('Command or number', 'simulate');
    expect(screen.queryByRole('option', { name: /Simulate/ })).toBeNull();
  });

  it('is switched from the palette', async () => {
    const desk = await openWindow(inSandbox);
    for (const offline of [true, false]) {
      await press(document, 'k', { ctrlKey: true });
      await press(await type('Command or number', offline ? 'simulate offline' : 'stop simulating'), 'Enter');
      expect(desk.called('set_sandbox_offline').at(-1)).toEqual({ offline });
    }
  });

  it('stays unchanged if the switch was refused', async () => {
    await openWindow((fake) => {
      inSandbox(fake);
      fake.answers.set_sandbox_offline = () => { throw error('internal', 'The sandbox does not answer.'); };
    });
    await click('switch', 'Simulate offline');
    expect(simulate()?.getAttribute('aria-checked')).toBe('false');
    expect(messages()).toContain('The sandbox does not answer.');
  });
});
