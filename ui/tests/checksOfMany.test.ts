import { screen, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import type { TestItem, TestRunView } from '../src/lib/bridge';
import { announcer } from '../src/lib/components/announcer.svelte';
import { toasts } from '../src/lib/components/toasts.svelte';
import { expectAccessible } from './axe';
import { checkOf } from './fake/checks';
import { error, type FakeDesk } from './fake/desk';
import { click, first, openWindow, press, settle, type } from './window';

const webhook = 'https://hooks.acme.example/whatsapp';

const clickOn = async (target: HTMLElement) => (target.click(), settle());
const dialog = () => screen.queryByRole('dialog');
const consented = (desk: FakeDesk) => void (desk.checks.consented = true);

describe('tests of many numbers', () => {
  const bar = () => screen.queryByRole('group', { name: 'Endpoint tests' });
  const select = async (amount: number) => {
    for (const row of screen.getAllByRole('row', { name: /^\+/ }).slice(0, amount)) await clickOn(within(row).getByRole('checkbox'));
  };
  const start = async (prepare: (desk: FakeDesk) => void = consented) => {
    const desk = await openWindow(prepare);
    await select(4);
    await click('button', 'Test endpoints');
    return desk;
  };
  const running = async (prepare: (desk: FakeDesk) => void = consented) => {
    const desk = await start(prepare);
    await click('button', 'Send tests');
    return desk;
  };

  it('say first how many endpoints get a request', async () => {
    const desk = await start(() => undefined);
    expect(screen.getByRole('dialog', { name: 'Send test requests to 2 endpoints?' })).toBeTruthy();
    await expectAccessible();
    await click('button', 'Do not test');
    expect(bar()).toBeNull();
    await click('button', 'Test endpoints');
    await click('button', 'Send tests');
    expect(desk.called('tests_start')).toHaveLength(1);
    expect(desk.selection.numbers.size).toBe(4);
    expect(bar()).toBeTruthy();
  });

  it('show their progress and each result', async () => {
    const desk = await running();
    const progress = () => within(bar() as HTMLElement).getByRole<HTMLProgressElement>('progressbar');
    expect([progress().value, progress().max]).toEqual([1, 7]);
    desk.checks.step('failed', 'It answered 500 instead of 200.');
    desk.checks.step('passed', 'It answers as Plivo needs it.');
    await settle();
    expect(bar()?.textContent?.replace(/\s+/g, ' ')).toContain('3 of 7 done 2 requests 1 passed, 1 failed, 1 skipped');
    await expectAccessible();
    await click('button', 'Results');
    const lines = () => within(screen.getByRole('list', { name: 'Results' })).getAllByRole('listitem').map((item) => item.textContent?.replace(/\s+/g, ' ').trim());
    expect(lines()[0]).toMatch(/^\+91 80357 37458 Support — APAC Webhook URL failed It answered 500 instead of 200\./);
    desk.checks.step('warned', 'The certificate ends in 5 days.');
    await settle();
    expect(lines()[1]).not.toContain('warned');
    await click('button', 'Show 1 new result');
    expect(lines()[1]).toContain('warned');
    await expectAccessible();
    screen.getAllByRole('button', { name: 'Open +91 80357 37458' })[0]?.click();
    await settle();
    expect(dialog()).toBeNull();
    expect(screen.getByRole('heading', { name: '+91 80357 37458' })).toBeTruthy();
  });

  it('start once, however often they are requested', async () => {
    const desk = await openWindow(consented);
    await select(2);
    let arrive: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (arrive = resolve));
    desk.answers.tests_start = async (args) => (await held, desk.checks.tests_start(args));
    await click('button', 'Test endpoints');
    await click('button', 'Send tests');
    await click('button', 'Send tests');
    arrive();
    await settle();
    expect(desk.called('tests_start')).toHaveLength(1);
    expect(toasts.list).toEqual([]);
    expect(bar()).toBeTruthy();
  });

  it('list every result, some at a time', async () => {
    const desk = await running();
    const [item] = desk.checks.run?.items as [TestItem];
    const items = Array.from({ length: 230 }, (_, at): TestItem => ({ ...item, number: `9180${at}`, url: `https://hooks.acme.example/${at}`, state: 'passed' }));
    desk.checks.run = { ...(desk.checks.run as TestRunView), items, total: 230, done: 230, passed: 230 };
    desk.checks.end();
    await settle();
    await click('button', 'Results');
    const lines = () => within(screen.getByRole('list', { name: 'Results' })).getAllByRole('listitem').length;
    expect(lines()).toBe(100);
    expect(dialog()?.textContent).toContain('100 of 230 endpoints are listed.');
    await click('button', 'Show more results');
    await click('button', 'Show more results');
    expect(lines()).toBe(230);
    expect(dialog()?.textContent).toContain('https://hooks.acme.example/229');
    expect(screen.queryByRole('button', { name: 'Show more results' })).toBeNull();
    expect(desk.called('test_run').slice(-3).map(({ offset, limit }) => [offset, limit])).toEqual([[0, 100], [0, 200], [0, 300]]);
  });

  it('are stopped and dismissed', async () => {
    const desk = await running();
    await click('button', 'Stop');
    expect(desk.called('test_stop')).toHaveLength(1);
    expect(screen.getByRole('button', { name: 'Stopping…' }).getAttribute('aria-disabled')).toBe('true');
    desk.checks.end();
    await settle();
    expect(screen.getByRole('heading', { name: 'Tests stopped' })).toBeTruthy();
    expect(announcer.text).toContain('Endpoint tests stopped: 1 skipped.');
    await click('button', 'Done');
    expect(desk.called('test_dismiss')).toHaveLength(1);
    expect(bar()).toBeNull();
  });

  it('bring the list and the open panel up to date at their end', async () => {
    const desk = await running();
    await click('row', first);
    const before = [desk.called('numbers_window').length, desk.called('number_panel').length];
    desk.checks.keep(checkOf('webhook', webhook, { outcome: 'failed' }));
    desk.checks.end();
    await settle();
    expect(desk.called('numbers_window').length).toBeGreaterThan(before[0] as number);
    expect(desk.called('number_panel').length).toBeGreaterThan(before[1] as number);
    expect(screen.getByRole('group', { name: 'Webhook URL test' }).textContent).toContain('Failed');
  });

  it('send one more request after a running one, however often they made progress', async () => {
    const desk = await running();
    const before = desk.called('test_run').length;
    let arrive: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (arrive = resolve));
    desk.answers.test_run = async () => (await held, desk.checks.run);
    for (let at = 0; at < 20; at += 1) desk.tell({ kind: 'testsChanged', account: 'one' });
    arrive();
    await settle();
    expect(desk.called('test_run').length - before).toBe(2);
  });

  it('can be stopped again if the stop itself was refused', async () => {
    await running((fake) => (consented(fake), (fake.answers.test_stop = () => { throw error('internal', 'It did not stop.'); })));
    await click('button', 'Stop');
    expect(toasts.list.map((toast) => toast.text)).toEqual(['It did not stop.']);
    expect(screen.getByRole('button', { name: 'Stop' }).getAttribute('aria-disabled')).toBeNull();
  });

  it('are begun from the palette too, for what is selected', async () => {
    const desk = await openWindow(consented);
    const entry = /Test endpoints of the selected numbers/;
    await press(document, 'k', { ctrlKey: true });
    await type('Command or number', 'test endpoints');
    expect(screen.queryByRole('option', { name: entry })).toBeNull();
    screen.getByRole('dialog', { name: 'Search or run a command' }).dispatchEvent(new Event('cancel', { cancelable: true }));
    await settle();
    await select(2);
    await press(document, 'k', { ctrlKey: true });
    await press(await type('Command or number', 'test endpoints'), 'Enter');
    expect(desk.called('tests_preview')).toHaveLength(1);
    expect([...desk.selection.numbers]).toEqual(desk.rows.slice(0, 2).map((row) => row.number));
  });
});
