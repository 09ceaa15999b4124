import { screen, within } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { CheckOutcome, FieldName, NumberRow, PanelView, StepView, TestRunView } from '../src/lib/bridge';
import { announcer } from '../src/lib/components/announcer.svelte';
import { untestedChanges, untestedWrites } from '../src/lib/features/checks/untested';
import { checkSentence, neverPassed, runSummary } from '../src/lib/words/checks';
import { expectAccessible } from './axe';
import { checkOf } from './fake/checks';
import { error, type FakeDesk } from './fake/desk';
import { click, first, openWindow, settle, type } from './window';

const number = '918035737458';
const webhook = 'https://hooks.acme.example/whatsapp';
const answer = 'https://hooks.acme.example/answer';

async function openPanel(prepare: (desk: FakeDesk) => void = () => undefined): Promise<FakeDesk> {
  const desk = await openWindow(prepare);
  await click('row', first);
  return desk;
}

const group = (field: string) => screen.getByRole('group', { name: `${field} test` });
const button = (field: string) => within(group(field)).getByRole('button', { name: 'Test endpoint' });
const clickOn = async (target: HTMLElement) => (target.click(), settle());
const dialog = () => screen.queryByRole('dialog');
const panel = () => screen.getByRole('complementary');
const asked = (desk: FakeDesk) => desk.called('test_endpoint').map(({ endpoint, consent, mine }) => [endpoint, consent, mine]);
const consented = (desk: FakeDesk) => void (desk.checks.consented = true);

describe('a test of one URL', () => {
  it('says first what would be sent and to whom, and sends it only then', async () => {
    const desk = await openPanel();
    await clickOn(button('Webhook URL'));
    expect(dialog()?.textContent).toMatch(/From this computer, one test message goes to hooks\.acme\.example/);
    expect(dialog()?.textContent).toContain('fictitious numbers');
    expect(dialog()?.textContent).toContain('A bot in production will see it');
    await expectAccessible();
    await click('button', 'Do not test');
    expect(dialog()).toBeNull();
    expect(asked(desk)).toEqual([['webhook', false, []]]);
    await clickOn(button('Answer URL'));
    expect(dialog()?.textContent).toContain('one test call');
    await click('button', 'Send test');
    expect(asked(desk).slice(1)).toEqual([['answer', false, []], ['answer', true, []]]);
    expect(group('Answer URL').textContent).toMatch(/Passed just now\s*Details/);
    expect(announcer.text).toBe('Test of Answer URL: Passed. It answers as Plivo needs it.');
    await clickOn(button('Webhook URL'));
    expect(dialog()).toBeNull();
  });

  it('asks whether a private address is theirs, and tests it only then', async () => {
    const desk = await openPanel(consented);
    await type('Webhook URL', 'https://localhost:3000/hook');
    await clickOn(button('Webhook URL'));
    expect(dialog()?.textContent).toContain('Plivo cannot reach 127.0.0.1: it is this computer.');
    expect(dialog()?.textContent).toContain('https://localhost:3000/hook');
    await expectAccessible();
    await click('button', 'Do not test');
    expect(group('Webhook URL').textContent).not.toContain('Passed');
    await clickOn(button('Webhook URL'));
    await click('button', 'Yes, it is mine: test it');
    expect(asked(desk).at(-1)).toEqual(['webhook', true, ['127.0.0.1']]);
    expect(group('Webhook URL').textContent).toContain('Out of Plivo’s reach just now');
    expect(group('Webhook URL').textContent).not.toContain('Passed');
    expect(panel().textContent).toContain('Webhook URL answers this computer, but Plivo cannot reach it');
    expect(panel().textContent).toContain('Webhook URL has never passed a test.');
  });

  it('asks again if the name resolves to another address at the time of the yes', async () => {
    const desk = await openPanel(consented);
    await type('Webhook URL', 'https://localhost:3000/hook');
    await clickOn(button('Webhook URL'));
    expect(dialog()?.textContent).toContain('connects to 127.0.0.1');
    desk.answers.test_endpoint = (args) => ({ ...(desk.checks.test_endpoint({ ...args, mine: [] }) as object), addresses: ['10.0.0.7'] });
    await click('button', 'Yes, it is mine: test it');
    expect(dialog()?.textContent).toContain('connects to 10.0.0.7');
    await click('button', 'Yes, it is mine: test it');
    expect(asked(desk).slice(1).map(([, , mine]) => mine)).toEqual([['127.0.0.1'], ['10.0.0.7']]);
  });

  it('tests the URL in the field, so typed text is saved first', async () => {
    const desk = await openPanel(consented);
    let commit: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (commit = resolve));
    desk.answers.edit_number = async (args) => (await held, desk.edit_number(args));
    await type('Webhook URL', 'https://new.example/');
    await clickOn(button('Webhook URL'));
    expect(asked(desk)).toEqual([]);
    commit();
    await settle();
    expect(asked(desk)).toHaveLength(1);
    expect([...desk.checks.kept.keys()]).toEqual(['webhook https://new.example/']);
  });

  it('sends nothing while the draft is not on disk, and says so', async () => {
    const desk = await openPanel((fake) => (consented(fake), (fake.answers.edit_number = () => { throw error('disk', 'The disk is full.'); })));
    await type('Webhook URL', 'https://new.example/');
    await clickOn(button('Webhook URL'));
    expect(asked(desk)).toEqual([]);
    expect(within(group('Webhook URL')).getByRole('alert').textContent).toContain('The disk is full.');
  });

  it('leads an invalid URL to its field', async () => {
    await openPanel(consented);
    const url = await type('Webhook URL', 'http://hooks.acme.example');
    expect(url.getAttribute('aria-invalid')).toBeNull();
    await clickOn(button('Webhook URL'));
    expect(url.getAttribute('aria-invalid')).toBe('true');
    expect(within(group('Webhook URL')).getByRole('alert').textContent).toContain('Nothing was sent. Correct the URL first');
    await type('Webhook URL', 'https://hooks.acme.example');
    expect(within(group('Webhook URL')).queryByRole('alert')).toBeNull();
  });

  it('leaves the panel usable while it runs, and starts no second one', async () => {
    const desk = await openPanel(consented);
    let arrive: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (arrive = resolve));
    desk.answers.test_endpoint = async (args) => (await held, desk.checks.test_endpoint(args));
    await clickOn(button('Webhook URL'));
    expect(button('Webhook URL').getAttribute('aria-disabled')).toBe('true');
    expect(within(group('Webhook URL')).getByRole('status').textContent).toContain('Testing…');
    await clickOn(button('Webhook URL'));
    expect(asked(desk)).toHaveLength(1);
    await type('Alias', 'Typed meanwhile');
    expect(desk.kept.get(number)?.edits.alias).toBe('Typed meanwhile');
    arrive();
    await settle();
    expect(within(group('Webhook URL')).getByRole('status').textContent).toBe('');
    expect(button('Webhook URL').getAttribute('aria-disabled')).toBeNull();
  });

  it('says when the URL was changed meanwhile, instead of showing the result of another URL', async () => {
    const desk = await openPanel(consented);
    let arrive: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (arrive = resolve));
    desk.answers.test_endpoint = async (args) => {
      const tested = desk.checks.test_endpoint(args);
      await held;
      return tested;
    };
    await clickOn(button('Webhook URL'));
    await type('Webhook URL', 'https://other.example/');
    arrive();
    await settle();
    expect(group('Webhook URL').textContent).toContain('The URL was changed while it was tested. The result for the former URL: Passed.');
  });

  it('is shown step by step, with the signatures, the certificate and the lines of the XML', async () => {
    const desk = await openPanel((fake) => fake.checks.keep(checkOf('answer', answer, { outcome: 'failed', at: Date.now() - 130_000 })));
    const region = group('Answer URL');
    expect(region.textContent).toContain('Failed 2 min ago: It answered 500 instead of 200.');
    const details = within(region).getByRole('button', { name: 'Details' });
    expect(details.getAttribute('aria-expanded')).toBe('false');
    await clickOn(details);
    expect(details.getAttribute('aria-expanded')).toBe('true');
    expect(within(region).getByText(/Runs from this computer/)).toBeTruthy();
    const steps = within(within(region).getByRole('list', { name: 'Steps of the Answer URL test' })).getAllByRole('listitem').map((item) => item.textContent?.replace(/\s+/g, ' ').trim());
    expect(steps).toEqual(['Address Passed. As it should be.', 'Connection Passed. As it should be.', 'Certificate Passed. As it should be.', 'Redirect Passed. As it should be.', 'Status Failed. It answered 500. Answer 200.', 'Time Not reached. Not reached.']);
    for (const words of ['sent: V3, V2; left out: V3 of the main account. The WABA belongs to a subaccount.', 'from Example CA for hooks.acme.example, 62 days left', 'line 3:5']) expect(region.textContent).toContain(words);
    expect(within(region).getByRole('list', { name: 'Findings in the XML' }).querySelector('pre')?.textContent).toBe('    <Number>4915112345678</Number>');
    await expectAccessible();
    expect(desk.called('test_endpoint')).toEqual([]);
  });

  it('disappears when its URL is changed', async () => {
    await openPanel((fake) => fake.checks.keep(checkOf('webhook', webhook)));
    expect(group('Webhook URL').textContent).toContain('Passed');
    await type('Webhook URL', 'https://other.example/');
    expect(group('Webhook URL').textContent).not.toContain('Passed');
    await click('button', 'Undo Webhook URL');
    expect(group('Webhook URL').textContent).toContain('Passed');
  });

  it('is not shown beside another URL that is typed and not saved yet', async () => {
    const desk = await openPanel((fake) => fake.checks.keep(checkOf('webhook', webhook)));
    desk.answers.edit_number = () => new Promise(() => undefined);
    await type('Webhook URL', `${webhook}2`);
    expect(group('Webhook URL').textContent).not.toContain('Passed');
    await type('Webhook URL', ` ${webhook} `);
    expect(group('Webhook URL').textContent).toContain('Passed');
  });

  it('is shown wherever the list shows it, even if the type at Plivo is unknown', async () => {
    await openPanel((fake) => {
      (fake.rows[0] as NumberRow).configuration = 'carrier_pigeon';
      fake.checks.keep(checkOf('webhook', '', { outcome: 'failed' }));
    });
    expect(group('Webhook URL').textContent).toContain('Failed just now');
    expect(within(panel()).getByRole('list', { name: 'Problems found' }).textContent).toContain('Webhook URL failed its test');
    await click('radio', 'AI Agents');
    expect(screen.queryByRole('group', { name: 'Webhook URL test' })).toBeNull();
  });
});

describe('what the panel says of tests', () => {
  it('names the problems that they found in its summary, with their age', async () => {
    await openPanel((fake) => {
      fake.checks.keep(checkOf('answer', answer, { outcome: 'failed', at: Date.now() - 3 * 86_400_000 }));
      fake.checks.keep(checkOf('webhook', webhook, { outcome: 'warned', at: Date.now() - 7_200_000 }));
    });
    const problems = () => within(panel()).queryByRole('list', { name: 'Problems found' });
    expect(within(problems() as HTMLElement).getAllByRole('listitem').map((item) => item.textContent)).toEqual([
      'Webhook URL passed its test with warnings 2 h ago: The certificate ends in 5 days.',
      'Answer URL failed its test 3 days ago: It answered 500 instead of 200.',
    ]);
    await click('switch', 'Enable WhatsApp Calling');
    await click('radio', 'AI Agents');
    expect(problems()).toBeNull();
  });

  it('warns at Save of a changed URL that never passed, saves all the same, and says it once more', async () => {
    const desk = await openPanel(consented);
    const hint = 'Webhook URL has never passed a test. You can save all the same.';
    const save = () => screen.getByRole('button', { name: 'Save changes' });
    const described = () => (save().getAttribute('aria-describedby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent).join(' ');
    await type('Alias', 'Renamed');
    expect(panel().textContent).not.toContain('never passed');
    await type('Webhook URL', 'https://new.example/');
    expect(described()).toContain(hint);
    await expectAccessible();
    await click('button', 'Save changes');
    expect(desk.called('save_number')).toHaveLength(1);
    const result = screen.getByRole('region', { name: 'Result' });
    expect(result.textContent).toContain('Webhook URL has never passed a test.');
    expect(panel().textContent).not.toContain('save all the same');
    await click('button', 'Go to the test of Webhook URL');
    expect(document.activeElement).toBe(button('Webhook URL'));
    await clickOn(button('Webhook URL'));
    expect(panel().textContent).not.toContain('never passed');
  });

  it('counts only the changes that make a URL active', () => {
    const check = (untested: FieldName[], changed: FieldName[], wanted: FieldName[]) => {
      const field = (name: FieldName) => ({ changed: changed.includes(name) });
      const view = { untested, webhookUrl: field('webhookUrl'), configurationType: field('configurationType'), answerUrl: field('answerUrl'), calling: field('calling') } as unknown as PanelView;
      expect(untestedChanges(view)).toEqual(wanted);
      const step = { outcome: { state: 'confirmed' }, fields: changed } as StepView;
      expect(untestedWrites(view, [step])).toEqual(wanted);
      expect(untestedWrites(view, [{ ...step, outcome: { state: 'refused' } }])).toEqual([]);
    };
    check(['webhookUrl', 'answerUrl'], ['alias'], []);
    check(['webhookUrl', 'answerUrl'], ['webhookUrl'], ['webhookUrl']);
    check(['webhookUrl', 'answerUrl'], ['configurationType', 'calling'], ['webhookUrl', 'answerUrl']);
    check(['answerUrl'], ['webhookUrl', 'answerUrl'], ['answerUrl']);
    check([], ['webhookUrl', 'answerUrl'], []);
  });
});

describe('the mark in the list', () => {
  afterEach(() => void vi.useRealTimers());

  it('differs with the outcome, and names the endpoint and the age', async () => {
    const outcomes: CheckOutcome[] = ['failed', 'warned', 'passed'];
    await openWindow((fake) => fake.rows.slice(0, 3).forEach((row, at) => (row.check = { endpoint: 'answer', outcome: outcomes[at] as CheckOutcome, outOfReach: false, at: Date.now() - 7_200_000, headline: 'Why.' })));
    const marks = screen.getAllByRole('img', { name: /^Answer URL/ });
    expect(marks.map((mark) => mark.getAttribute('title'))).toEqual(['Answer URL failed its test 2 h ago: Why.', 'Answer URL passed its test with warnings 2 h ago: Why.', 'Answer URL passed its test 2 h ago: Why.']);
    const shapes = marks.map((mark) => mark.querySelector('svg')?.innerHTML ?? mark.querySelector('.disc')?.className);
    expect(new Set(shapes.filter(Boolean)).size).toBe(3);
    expect(screen.getByRole('row', { name: first }).getAttribute('aria-label')).toContain('Answer URL failed its test');
    await expectAccessible();
  });

  it('grows older by itself', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
    await openWindow((fake) => {
      (fake.rows[0] as NumberRow).check = { endpoint: 'answer', outcome: 'failed', outOfReach: false, at: Date.now() - 59 * 60_000, headline: 'Why.' };
      // Then nothing else in the window shows an age.
      fake.state = { ...fake.state, sync: { ...fake.state.sync, lastComplete: null } };
    });
    const said = () => screen.getByRole('img', { name: /^Answer URL/ }).getAttribute('aria-label');
    expect(said()).toBe('Answer URL failed its test 59 min ago');
    vi.advanceTimersByTime(61_000);
    await settle();
    expect(said()).toBe('Answer URL failed its test 1 h ago');
  });
});

describe('words for tests', () => {
  it('name the outcome of a test', () => {
    const tested = { endpoint: 'webhook', outcome: 'skipped', outOfReach: false } as const;
    expect(checkSentence(tested)).toBe('Webhook URL was not tested');
    expect(checkSentence({ ...tested, outcome: 'passed', outOfReach: true })).toBe('Webhook URL answers this computer, but Plivo cannot reach it');
    expect(checkSentence({ ...tested, outcome: 'failed', outOfReach: true })).toBe('Webhook URL failed its test');
    expect(neverPassed(['webhookUrl'])).toBe('Webhook URL has never passed a test.');
    expect(neverPassed(['webhookUrl', 'answerUrl'])).toBe('Webhook URL and Answer URL have never passed a test.');
  });

  it('count only what there is', () => {
    const run = { passed: 1200, warned: 0, failed: 2, skipped: 0 } as TestRunView;
    expect(runSummary(run)).toBe('1,200 passed, 2 failed');
    expect(runSummary({ ...run, passed: 0, failed: 0 })).toBe('');
  });
});
