import { screen, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { error } from './fake/desk';
import { click, openWindow, press, settle, type } from './window';

const dialog = () => screen.getByRole('dialog', { name: 'About Number Desk' });
const rows = () => within(dialog()).getAllByRole('listitem');

async function openAbout(prepare?: Parameters<typeof openWindow>[0]) {
  const desk = await openWindow(prepare);
  await click('button', /^Account: /);
  screen.getByRole('menuitem', { name: 'About Number Desk', hidden: true }).click();
  await settle();
  return desk;
}

describe('About Number Desk', () => {
  it('says the version, the licence, and how many third-party parts there are', async () => {
    await openAbout();
    expect(dialog().textContent).toContain('Version 0.1.0');
    expect(dialog().textContent).toContain('Number Desk contains 321 third-party parts.');
    await click('button', 'MIT licence');
    expect(dialog().textContent).toContain('MIT License');
    expect(document.activeElement?.textContent).toBe('Close');
  });

  it('draws only the parts near the view, and says how many there are', async () => {
    await openAbout();
    expect(rows().length).toBeLessThan(200);
    expect(rows()[0]?.getAttribute('aria-setsize')).toBe('321');
    expect(rows()[0]?.textContent).toMatch(/tauri 2.12.5 Apache-2.0 OR MIT/);
  });

  it('reads the texts of a part when it is opened, and of one part at a time', async () => {
    const desk = await openAbout();
    expect(desk.called('licence_texts')).toEqual([]);
    await click('button', /^tauri/);
    expect(screen.getByRole('group', { name: 'Licence of tauri' }).textContent?.trim()).toBe('The licence of tauri 2.12.5.');
    await click('button', /^crate-0/);
    expect(screen.queryByRole('group', { name: 'Licence of tauri' })).toBeNull();
    expect(desk.called('licence_texts')).toEqual([{ name: 'tauri', version: '2.12.5' }, { name: 'crate-0', version: '1.0.0' }]);
    await click('button', /^crate-0/);
    expect(screen.queryByRole('group', { name: 'Licence of crate-0' })).toBeNull();
  });

  it('finds parts by name and by licence', async () => {
    await openAbout();
    await type('Search parts', 'apache tau');
    expect(rows()).toHaveLength(1);
    await type('Search parts', 'nothing of the kind');
    expect(dialog().textContent).toContain('No part has this name or licence.');
  });

  it('closes and gives the focus back', async () => {
    await openAbout();
    dialog().dispatchEvent(new Event('cancel', { cancelable: true }));
    await settle();
    expect(screen.queryByRole('dialog', { name: 'About Number Desk' })).toBeNull();
    expect(document.activeElement?.textContent).toContain('Account:');
  });

  it('is in the palette', async () => {
    await openWindow();
    await press(document, 'k', { ctrlKey: true });
    await type('Command or number', 'about');
    await press(screen.getByLabelText('Command or number'), 'Enter');
    expect(dialog().textContent).toContain('Version');
  });

  it('opens the log, says why it cannot, and has nothing to open where there is none', async () => {
    const desk = await openAbout();
    expect(dialog().textContent).toContain('/data/number-desk.log');
    desk.answers['open_log'] = () => {
      throw error('internal', 'No program could be started.');
    };
    await click('button', 'Open log');
    expect(within(dialog()).getByRole('alert').textContent).toBe('No program could be started.');
    desk.answers['open_log'] = () => null;
    await click('button', 'Open log');
    expect(within(dialog()).queryByRole('alert')).toBeNull();
    expect(desk.called('open_log')).toHaveLength(2);
  });

  it('needs neither an account nor a data folder', async () => {
    await openWindow((desk) => {
      desk.answers['start'] = () => {
        throw error('disk', 'The data folder cannot be opened.');
      };
      desk.answers['about'] = () => ({ ...desk.about(), log: null });
    });
    await click('button', 'About Number Desk');
    expect(dialog().textContent).toContain('321 third-party parts');
    expect(within(dialog()).queryByRole('button', { name: 'Open log' })).toBeNull();
  });

  it('says that a text could not be read', async () => {
    const desk = await openAbout((desk) => {
      desk.answers['licence_texts'] = () => {
        throw error('internal', 'It is not there.');
      };
    });
    await click('button', /^tauri/);
    expect(within(dialog()).getByRole('alert').textContent).toBe('It is not there.');
    expect(desk.called('licence_texts')).toHaveLength(1);
  });
});
