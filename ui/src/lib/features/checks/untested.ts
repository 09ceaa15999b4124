import type { FieldName, PanelView, StepView } from '../../bridge';

/** What puts a URL into force when it is written: the URL itself, or the choice that it belongs to. */
const puts = { webhookUrl: ['webhookUrl', 'configurationType'], answerUrl: ['answerUrl', 'calling'] } as const;
export type UrlField = keyof typeof puts;

/** The URLs in force that never passed a test and that one of these fields concerns. */
export function untestedOf(view: PanelView, fields: readonly FieldName[]): UrlField[] {
  const urls: UrlField[] = ['webhookUrl', 'answerUrl'];
  return urls.filter((url) => view.untested.includes(url) && puts[url].some((field) => fields.includes(field)));
}

/** Of those, what a save would put into force. */
export function untestedChanges(view: PanelView): UrlField[] {
  return untestedOf(view, (['webhookUrl', 'configurationType', 'answerUrl', 'calling'] as const).filter((field) => view[field].changed));
}

/** Of those, what a save has just written. */
export function untestedWrites(view: PanelView, steps: StepView[]): UrlField[] {
  const written = steps.filter(({ outcome }) => outcome.state === 'confirmed' || outcome.state === 'different');
  return untestedOf(view, written.flatMap((step) => step.fields));
}
