import type { CheckOutcome, CheckView, Endpoint, FieldName, TestRunView, TestsPreview, TestState } from '../bridge';
import type { Shape, Tone } from '../components/messages';
import { amountText } from '../components/amount';
import { count, plural } from './count';
import { fieldLabels } from './fields';

type Words = { label: string; tone: Tone; shape: Shape };

export const endpointFields = { webhook: 'webhookUrl', answer: 'answerUrl' } as const satisfies Record<Endpoint, FieldName>;
export const endpointLabel = (endpoint: Endpoint) => fieldLabels[endpointFields[endpoint]];

/** The outcome of a test or of one of its steps. */
export const checkOutcomes: Record<CheckOutcome, Words> = {
  passed: { label: 'Passed', tone: 'ok', shape: 'disc' },
  warned: { label: 'Passed with warnings', tone: 'warn', shape: 'triangle' },
  failed: { label: 'Failed', tone: 'bad', shape: 'diamond' },
  skipped: { label: 'Not reached', tone: 'neutral', shape: 'ring' },
};

const verbs: Record<CheckOutcome, string> = { passed: 'passed its test', warned: 'passed its test with warnings', failed: 'failed its test', skipped: 'was not tested' };

type Tested = Pick<CheckView, 'endpoint' | 'outcome' | 'outOfReach'>;
const answersHere = ({ outcome, outOfReach }: Omit<Tested, 'endpoint'>) => outOfReach && (outcome === 'passed' || outcome === 'warned');

/** The outcome of a whole test. An endpoint that Plivo cannot reach has not passed, whatever it returned. */
export const checkLabel = (check: Omit<Tested, 'endpoint'>) => (answersHere(check) ? 'Out of Plivo’s reach' : checkOutcomes[check.outcome].label);

/** `Answer URL failed its test`. */
export const checkSentence = (check: Tested) => `${endpointLabel(check.endpoint)} ${answersHere(check) ? 'answers this computer, but Plivo cannot reach it' : verbs[check.outcome]}`;

/** The state of one test in a run. */
export const testStates: Record<TestState, Words> = {
  failed: { label: 'failed', tone: 'bad', shape: 'diamond' },
  warned: { label: 'warned', tone: 'warn', shape: 'triangle' },
  skipped: { label: 'skipped', tone: 'neutral', shape: 'square' },
  running: { label: 'being tested', tone: 'accent', shape: 'half' },
  waiting: { label: 'waiting', tone: 'neutral', shape: 'ring' },
  passed: { label: 'passed', tone: 'ok', shape: 'disc' },
};

/** `12 Webhook URLs, 1 Answer URL`: how many requests of each kind. */
export function requestCounts({ webhooks, answers }: Pick<TestsPreview, 'webhooks' | 'answers'>): string {
  return [webhooks > 0 ? count(webhooks, 'Webhook URL') : '', answers > 0 ? count(answers, 'Answer URL') : ''].filter(Boolean).join(', ');
}

/** `3 passed, 1 failed`. Empty while there are no results. */
export function runSummary(run: TestRunView): string {
  const amounts = (['passed', 'warned', 'failed', 'skipped'] as const).filter((state) => run[state] > 0);
  return amounts.map((state) => `${amountText(run[state])} ${testStates[state].label}`).join(', ');
}

/** The result of a run of tests. */
export function runEnd(run: TestRunView): string {
  const summary = runSummary(run);
  const ended = run.done < run.total ? 'Endpoint tests stopped' : 'Endpoint tests done';
  return summary === '' ? `${ended}.` : `${ended}: ${summary}.`;
}

/** `Webhook URL has never passed a test.` */
export function neverPassed(fields: FieldName[]): string {
  const names = fields.map((field) => fieldLabels[field]).join(' and ');
  return plural(fields.length, { one: '{names} has never passed a test.', other: '{names} have never passed a test.' }, { names });
}

/** What a test sends to an endpoint. */
export const requestWords: Record<Endpoint, string> = { webhook: 'one test message', answer: 'one test call' };
