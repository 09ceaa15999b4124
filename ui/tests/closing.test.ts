import { screen } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { expectAccessible } from './axe';
import { error, type FakeDesk } from './fake/desk';
import { messages, openTray, renameSome, yes } from './tray';
import { click, settle, type } from './window';

const question = () => screen.queryByRole('alertdialog', { name: 'Stop applying drafts and close?' });
const close = async (desk: FakeDesk) => {
  desk.tell({ kind: 'flush' });
  await settle();
};

async function applying(): Promise<FakeDesk> {
  const desk = await openTray((fake) => {
    renameSome(fake, 3);
    fake.rows.slice(0, 3).forEach((row) => fake.tray.readySet.add(`number ${row.number}`));
  });
  await click('button', /^Apply all ready/);
  await yes();
  return desk;
}

describe('closing the window while drafts are being applied', () => {
  it('asks first, and keeps the window open', async () => {
    const desk = await applying();
    await close(desk);
    expect(question()?.textContent).toContain('0 of 3 done');
    expect([desk.called('stay_open').length, desk.called('ready_to_close').length]).toEqual([1, 0]);
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Keep open' }));
    await expectAccessible();
    await click('button', 'Keep open');
    expect(question()).toBeNull();
    expect(desk.called('apply_stop')).toHaveLength(0);
  });

  it('stops the batch, waits for the draft that is being written, and closes', async () => {
    const desk = await applying();
    await close(desk);
    await click('button', 'Stop and close');
    expect(desk.called('apply_stop')).toMatchObject([{ closing: true }]);
    expect(question()?.textContent).toContain('Finishing the draft that is being written');
    expect(desk.called('ready_to_close')).toHaveLength(0);
    desk.tray.step('applied', 'Saved.');
    await settle();
    expect(desk.called('ready_to_close')).toHaveLength(1);
  });

  it('closes at once if it is asked again meanwhile', async () => {
    const desk = await applying();
    await close(desk);
    await click('button', 'Stop and close');
    await close(desk);
    expect(desk.called('ready_to_close')).toHaveLength(1);
  });

  it('keeps the window open if the batch cannot be stopped', async () => {
    const desk = await applying();
    desk.answers['apply_stop'] = () => {
      throw error('internal', 'It broke.');
    };
    await close(desk);
    await click('button', 'Stop and close');
    expect(question()).toBeNull();
    expect(messages()).toContain('It broke.');
    expect(desk.called('ready_to_close')).toHaveLength(0);
  });

  it('asks also after the warning about what the disk refused', async () => {
    const desk = await applying();
    const draft = desk.rows[4]?.number as string;
    await click('button', /^Numbers/);
    await click('row', new RegExp(desk.rows[4]?.international.replace('+', '\\+') ?? ''));
    desk.answers['edit_number'] = () => {
      throw error('disk', 'The disk is full.');
    };
    await type('Alias', `Lost ${draft}`);
    await close(desk);
    await click('button', 'Close anyway');
    expect(question()).toBeTruthy();
    expect(desk.called('ready_to_close')).toHaveLength(0);
  });

  it('does not ask when nothing is being applied', async () => {
    const desk = await openTray((fake) => renameSome(fake, 1));
    await close(desk);
    expect(question()).toBeNull();
    expect(desk.called('ready_to_close')).toHaveLength(1);
  });
});
