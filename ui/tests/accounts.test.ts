import { screen, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { account, error, sandboxAccount, type FakeDesk } from './fake/desk';
import { click, hold, openWindow, settle, type } from './window';

describe('accounts', () => {
  const fresh = (fake: FakeDesk) => {
    fake.current = null;
    fake.accounts = [];
  };

  it('begin at the welcome, from where the sandbox needs nothing', async () => {
    await openWindow(fresh);
    await click('button', 'Explore the sandbox');
    expect(screen.getByRole('button', { name: /^Account: Sandbox/ })).toBeTruthy();
    expect(screen.getByText('Sandbox: nothing here reaches Plivo')).toBeTruthy();
  });

  it('are connected, and a refused token is said at its field', async () => {
    const desk = await openWindow(fresh);
    desk.answers.connect_account = () => { throw error('unauthorised', 'Plivo does not know this token.', 'authToken'); };
    await type('Name', 'Acme');
    await type('Auth ID', 'MA1');
    const token = await type('Auth Token', 'secret');
    await click('button', 'Connect a Plivo account');
    expect(token.getAttribute('aria-invalid')).toBe('true');
    expect(document.activeElement).toBe(token);
    delete desk.answers.connect_account;
    await click('button', 'Connect a Plivo account');
    expect(screen.getByRole('button', { name: /^Account: Acme/ })).toBeTruthy();
    expect(document.body.innerHTML).not.toContain('secret');
  });

  it('may keep a token for the session where there is no keychain, only when asked', async () => {
    const desk = await openWindow(fresh);
    desk.answers.connect_account = (args) => {
      if (!args.credentials.sessionOnly) throw error('keychainAbsent', 'No keychain answers here.');
      return desk.connect_account(args);
    };
    await type('Auth ID', 'MA1');
    await click('button', 'Connect a Plivo account');
    expect(screen.getByRole('alert').textContent).toContain('This computer has no keychain');
    await click('button', 'Keep for this session only');
    expect(desk.called('connect_account').map((args) => args.credentials.sessionOnly)).toEqual([false, true]);
    expect(screen.getByRole('navigation', { name: 'Pages' })).toBeTruthy();
  });

  it('are named in the header and signed out after a question', async () => {
    const desk = await openWindow();
    await click('button', /^Account: Acme Production/);
    screen.getByRole('menuitem', { name: /Sign out/, hidden: true }).click();
    await settle();
    expect(screen.getByRole('alertdialog').textContent).toContain('nothing else');
    await click('button', 'Sign out of Acme Production');
    expect(desk.called('sign_out')).toEqual([{ account: 'one' }]);
    expect(screen.getByRole('button', { name: /^Account: Sandbox/ })).toBeTruthy();
  });

  it('are forgotten after a dialog that counts what goes', async () => {
    const desk = await openWindow();
    await click('button', /^Account: Acme Production/);
    screen.getByRole('menuitem', { name: /Forget this account/, hidden: true }).click();
    await settle();
    const dialog = screen.getByRole('alertdialog', { name: 'Forget Acme Production on this computer?' });
    expect(dialog.textContent).toContain('every restore point');
    await click('button', 'Keep the account');
    expect(desk.called('forget_account')).toEqual([]);
    await click('button', /^Account: Acme Production/);
    screen.getByRole('menuitem', { name: /Forget this account/, hidden: true }).click();
    await settle();
    await click('button', 'Forget Acme Production');
    expect(desk.called('forget_account')).toEqual([{ account: 'one' }]);
    expect(screen.getByRole('button', { name: /^Account: Sandbox/ })).toBeTruthy();
  });

  const askForget = async (desk: FakeDesk) => {
    await click('button', /^Account: Acme Production/);
    screen.getByRole('menuitem', { name: /Forget this account/, hidden: true }).click();
    await settle();
    return { dialog: screen.getByRole('alertdialog', { name: 'Forget Acme Production on this computer?' }), desk };
  };

  it('stay behind the dialog until they are forgotten', async () => {
    const desk = await openWindow();
    const arrive = hold(desk, 'forget_account');
    const { dialog } = await askForget(desk);
    const described = document.getElementById(dialog.getAttribute('aria-describedby') ?? '');
    expect(described?.textContent).toContain('It cannot be undone.');
    await click('button', 'Forget Acme Production');
    await click('button', 'Forget Acme Production');
    dialog.dispatchEvent(new Event('cancel', { cancelable: true }));
    await settle();
    expect(screen.getByRole('alertdialog')).toBe(dialog);
    expect(dialog.textContent).toContain('Waiting for what is in progress…');
    await arrive();
    expect(desk.called('forget_account')).toHaveLength(1);
    expect(screen.queryByRole('alertdialog')).toBeNull();
    expect(screen.getByRole('button', { name: /^Account: Sandbox/ })).toBeTruthy();
  });

  it('stay, with the reason, when they cannot be forgotten, and can be forgotten again', async () => {
    const desk = await openWindow();
    desk.answers.forget_account = () => { throw error('disk', 'The disk is full.'); };
    const { dialog } = await askForget(desk);
    await click('button', 'Forget Acme Production');
    expect(within(dialog).getByRole('alert').textContent).toContain('The disk is full.');
    delete desk.answers.forget_account;
    await click('button', 'Forget Acme Production');
    expect(screen.queryByRole('alertdialog')).toBeNull();
    expect(screen.getByRole('button', { name: /^Account: Sandbox/ })).toBeTruthy();
  });

  it('leave a note of what could not be done', async () => {
    const desk = await openWindow();
    desk.answers.forget_account = (args) => ({ ...desk.forget_account(args), notes: ['The token could not be deleted.'] });
    await askForget(desk);
    await click('button', 'Forget Acme Production');
    expect(screen.getByRole('alert').textContent).toContain('The token could not be deleted.');
  });

  it('are shown on the welcome page when a cancel came too late', async () => {
    const desk = await openWindow(fresh);
    const arrive = hold(desk, 'connect_account');
    await type('Auth ID', 'MA1');
    await type('Name', 'Late');
    await click('button', 'Connect a Plivo account');
    await click('button', 'Cancel');
    await arrive();
    expect(document.body.textContent).toContain('The cancel came too late: Late is connected.');
    expect(screen.getByRole('button', { name: /^Account: Late/ })).toBeTruthy();
  });

  it('follow the latest request when the sandbox starts slowly', async () => {
    const other = { ...account, id: 'two', name: 'Other' };
    const desk = await openWindow((fake) => (fake.accounts = [account, other]));
    const arrive = hold(desk, 'open_sandbox');
    await click('button', /^Account: Acme Production/);
    screen.getByRole('menuitem', { name: 'Explore the sandbox', hidden: true }).click();
    await settle();
    await click('button', /^Account: Acme Production/);
    screen.getByRole('menuitemradio', { name: /^Other/, hidden: true }).click();
    await settle();
    expect(screen.getByRole('button', { name: /^Account: Other/ })).toBeTruthy();
    await arrive();
    expect(screen.getByRole('button', { name: /^Account: Other/ })).toBeTruthy();
  });

  const askReset = async (prepare?: (desk: FakeDesk) => void) => {
    const desk = await openWindow((fake) => {
      fake.current = sandboxAccount;
      prepare?.(fake);
    });
    await click('button', /^Account: Sandbox/);
    screen.getByRole('menuitem', { name: /Reset the sandbox/, hidden: true }).click();
    await settle();
    return desk;
  };

  it('name the drafts that a reset of the sandbox destroys', async () => {
    const desk = await askReset((fake) => fake.rows.slice(0, 7).forEach((row) => fake.edit_number({ number: row.number, edit: { field: 'alias', value: 'Mine' } })));
    const dialog = screen.getByRole('alertdialog', { name: 'Reset the sandbox and destroy 7 drafts?' });
    for (const words of ['This cannot be undone.', '+91 80357 37458', 'and 2 more', 'Sandbox']) expect(dialog.textContent).toContain(words);
    expect(within(dialog).getAllByRole('listitem')).toHaveLength(6);
    expect(document.activeElement?.textContent).toBe('Keep it as it is');
    await click('button', 'Reset and destroy 7 drafts');
    expect(desk.called('reset_sandbox')).toHaveLength(1);
  });

  it('reset a sandbox without drafts after a shorter question', async () => {
    await askReset();
    const dialog = screen.getByRole('alertdialog', { name: 'Reset the sandbox?' });
    expect(dialog.textContent).not.toContain('draft');
    expect(within(dialog).getByRole('button', { name: 'Reset the sandbox' })).toBeTruthy();
  });

  it('show only the failure when the start itself failed', async () => {
    await openWindow((fake) => (fake.answers.start = () => { throw error('disk', 'Another Number Desk uses this folder.'); }));
    expect(screen.getByRole('alert').textContent).toContain('Another Number Desk uses this folder.');
    expect(screen.queryByRole('button', { name: 'Connect a Plivo account' })).toBeNull();
  });
});
