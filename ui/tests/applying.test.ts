import { screen, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import type { BatchItem } from '../src/lib/bridge';
import { error, type FakeDesk } from './fake/desk';
import { button, inert, key, messages, move, name, number, openTray, renameSome, results, violations, waba, yes } from './tray';
import { click, openWindow, settle } from './window';

describe('applying', () => {
  const three = (fake: FakeDesk) => {
    renameSome(fake, 3);
    move(fake);
    for (const row of fake.rows.slice(0, 2)) fake.tray.readySet.add(`number ${row.number}`);
    fake.tray.readySet.add(`mapping ${waba}`);
  };

  it('sends only what is ready, and says what became of each', async () => {
    const desk = await openTray(three);
    await click('button', /^Apply all ready/);
    await yes();
    expect(desk.called('apply_preview')).toEqual([{ account: 'one', what: { kind: 'ready' } }]);
    expect(desk.called('apply_start')).toHaveLength(1);
    const bar = () => screen.getByRole<HTMLProgressElement>('progressbar', { name: 'Applying drafts' });
    expect([bar().value, bar().max]).toEqual([0, 3]);
    expect(button(/^Drafts/).textContent).toMatch(/Drafts\s+0\/3/);
    expect(inert(/^Apply all ready/)).toBe(true);
    desk.tray.step('applied', 'Saved, and read back from Plivo.');
    await settle();
    expect(bar().value).toBe(1);
    expect(screen.getByText('1 of 3 done')).toBeTruthy();
    desk.tray.step('failed', 'Plivo refused the alias.');
    desk.tray.step('needsYou', 'A move has to be confirmed.');
    await settle();
    // Only the exceptions are listed without being asked for.
    expect(results()).toEqual([
      expect.stringMatching(/failed Plivo refused the alias\.$/),
      expect.stringMatching(/^Mapping of Acme EU .*needs you A move has to be confirmed\. Review and confirm$/),
    ]);
    await click('button', 'All results');
    expect(results()).toEqual([
      expect.stringMatching(/^\+91 80357 37458 .*applied Saved, and read back/),
      expect.stringMatching(/failed Plivo refused the alias\.$/),
      expect.stringMatching(/^Mapping of Acme EU .*needs you A move has to be confirmed\. Review and confirm$/),
    ]);
    expect(screen.getByRole('heading', { name: 'Applied' })).toBeTruthy();
    expect(button(/^Drafts/).textContent).toMatch(/Drafts\s+3$/);
    expect(await violations()).toEqual([]);
    button('Done').focus();
    await click('button', 'Done');
    expect(screen.queryByRole('progressbar', { name: 'Applying drafts' })).toBeNull();
    expect(document.activeElement).toBe(screen.getByRole('heading', { name: 'Drafts' }));
  });

  it('stops after the write that runs, and goes on when asked', async () => {
    const desk = await openTray(three);
    await click('button', /^Apply all ready/);
    await yes();
    await click('button', 'Stop');
    expect(desk.called('apply_stop')).toHaveLength(1);
    expect(inert('Stopping…')).toBe(true);
    expect(screen.queryByRole('button', { name: 'Resume' })).toBeNull();
    desk.tray.step('applied', 'Saved.');
    await settle();
    expect(screen.getByRole('heading', { name: 'Applying was interrupted' })).toBeTruthy();
    expect(screen.getByText('1 of 3 done')).toBeTruthy();
    await click('button', 'Resume');
    expect(desk.called('apply_preview').at(-1)).toEqual({ account: 'one', what: { kind: 'waiting' } });
    expect(button('Stop')).toBeTruthy();
  });

  it('can be stopped again if the stop itself was refused', async () => {
    const desk = await openTray(three);
    await click('button', /^Apply all ready/);
    await yes();
    desk.answers.apply_stop = () => { throw error('internal', 'It did not stop.'); };
    await click('button', 'Stop');
    expect(messages()).toContain('It did not stop.');
    expect(inert('Stop')).toBe(false);
  });

  it('says why it stopped by itself', async () => {
    const desk = await openTray(three);
    await click('button', /^Apply all ready/);
    await yes();
    desk.tray.step('needsYou', 'Not sent.');
    if (desk.tray.view) desk.tray.view = { ...desk.tray.view, running: false, because: 'Plivo cannot be reached any more.' };
    desk.tell({ kind: 'status', account: 'one', status: desk.status() });
    await settle();
    expect(screen.getByRole('alert').textContent).toContain('Plivo cannot be reached any more.');
    expect(button('Resume')).toBeTruthy();
  });

  it('says beside its buttons why no other batch is started', async () => {
    const desk = await openTray(three);
    await click('button', /^Apply all ready/);
    await yes();
    await click('button', 'Stop');
    desk.tray.step('applied', 'Saved.');
    await settle();
    desk.answers.apply_preview = (args) => {
      if (args.what.kind === 'waiting') return desk.tray.apply_preview(args);
      throw error('interrupted', '2 drafts wait in an earlier batch that was interrupted. Resume it or dismiss it first.');
    };
    const bar = within(screen.getByRole('group', { name: 'Batch' }));
    await click('button', `Apply draft of ${desk.rows[2]?.international}`);
    expect(bar.getByRole('alert').textContent).toContain('Nothing was sent. 2 drafts wait in an earlier batch');
    expect(messages()).not.toContain('drafts wait');
    expect(bar.getByRole('button', { name: 'Dismiss' })).toBeTruthy();
    expect(await violations()).toEqual([]);
    await click('button', 'Resume');
    expect(bar.queryByRole('alert')).toBeNull();
  });

  it('shows no result of an earlier batch while its own are read', async () => {
    const desk = await openTray(three);
    await click('button', `Apply draft of ${name}`);
    desk.tray.step('applied', 'Saved.');
    await settle();
    await click('button', 'All results');
    expect(results()).toHaveLength(1);
    await click('button', 'Done');
    desk.answers.batch_items = () => new Promise(() => undefined);
    await click('button', `Apply draft of ${desk.rows[2]?.international}`);
    expect(screen.getByText('0 of 1 done')).toBeTruthy();
    expect(screen.queryByRole('list', { name: 'Results' })).toBeNull();
    expect(screen.getByRole('button', { name: 'All results' }).getAttribute('aria-expanded')).toBe('false');
  });

  it('is offered again after a restart', async () => {
    const item = (at: number, state: BatchItem['state']): BatchItem => ({ key: { kind: 'number', id: String(at) }, number: String(at), title: `+${at}`, alias: '', state, message: '' });
    const desk = await openWindow((fake) => (fake.tray.view = { record: null, running: false, stopping: false, startedAt: 1, because: null, items: [item(1, 'applied'), item(2, 'waiting')] }));
    expect(messages()).toContain('Applying drafts was interrupted: 1 of 2 done.');
    expect(desk.called('apply_start')).toHaveLength(0);
    await click('button', 'Open drafts');
    await click('button', 'All results');
    expect(results()).toEqual([expect.stringContaining('applied'), expect.stringContaining('waiting')]);
    await click('button', 'Resume');
    expect(results()?.[1]).toContain('being applied');
  });

  it('protects the drafts that it is applying from changes, and says so', async () => {
    const desk = await openTray(three);
    await click('button', /^Apply all ready/);
    await yes();
    await click('button', `Discard draft of ${name}`);
    await click('button', `Not ready: ${name}`);
    expect(messages()).toContain('part of the batch');
    expect(desk.called('discard_one')).toHaveLength(0);
    expect(desk.called('mark_ready')).toHaveLength(0);
    expect(inert(`Discard draft of ${desk.rows[2]?.international}`)).toBe(false);
  });

  it('applies one, ready or not, but not one that cannot be applied', async () => {
    const desk = await openTray((fake) => {
      renameSome(fake, 2);
      fake.tray.states.set(`number ${fake.rows[1]?.number}`, { state: 'conflict', note: 'Both changed.' });
    });
    const other = `Apply draft of ${desk.rows[1]?.international}`;
    expect(inert(other)).toBe(true);
    await click('button', other);
    expect(messages()).toContain('open it and decide first');
    await click('button', `Apply draft of ${name}`);
    expect(desk.called('apply_preview')).toEqual([{ account: 'one', what: { kind: 'drafts', drafts: [key] } }]);
    expect(desk.called('apply_start'), 'one number needs no question').toHaveLength(1);
  });

  it('sends one more request after a running one, however often it made progress', async () => {
    const desk = await openTray(three);
    await click('button', /^Apply all ready/);
    await yes();
    const before = desk.called('batch_items').length;
    let answer: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (answer = resolve));
    desk.answers.batch_items = async (args) => (await held, desk.tray.batch_items(args));
    for (let at = 0; at < 20; at += 1) await Promise.resolve(desk.tell({ kind: 'batchChanged', account: 'one' }));
    answer();
    await settle();
    expect(desk.called('batch_items').length - before).toBe(2);
  });

  it('tells its progress in the header without a request, while another page is shown', async () => {
    const desk = await openTray(three);
    await click('button', /^Apply all ready/);
    await yes();
    await click('button', 'Numbers');
    const before = desk.calls.length;
    desk.tray.step('applied', 'Saved.');
    await settle();
    expect(button(/^Drafts/).textContent).toContain('1/3');
    expect(desk.calls.slice(before).map(({ name }) => name)).toEqual([]);
  });

  it('opens the panel of a draft that needs the user', async () => {
    const desk = await openTray(three);
    await click('button', /^Apply all ready/);
    await yes();
    desk.tray.step('needsYou', 'It has a conflict.');
    await settle();
    await click('button', `Open panel of ${name}`);
    expect(screen.getByRole('complementary')).toBeTruthy();
    expect(desk.called('open_number').at(-1)?.number).toBe(number);
  });
});
