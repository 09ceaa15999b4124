import type { FieldName, PanelView, StepView } from '../../bridge';

/** The fields that make a URL active when they are written: the URL itself, or the choice that enables it. */
const puts = { webhookUrl: ['webhookUrl', 'configurationType'], answerUrl: ['answerUrl', 'calling'] } as const;
export type UrlField = keyof typeof puts;

/** The active URLs that these fields affect and that never passed a test. */
export function untestedOf(view: PanelView, fields: readonly FieldName[]): UrlField[] {
  const urls: UrlField[] = ['webhookUrl', 'answerUrl'];
  return urls.filter((url) => view.untested.includes(url) && puts[url].some((field) => fields.includes(field)));
}

/** Those of them that a save would make active. */
export function untestedChanges(view: PanelView): UrlField[] {
  return untestedOf(view, (['webhookUrl', 'configurationType', 'answerUrl', 'calling'] as const).filter((field) => view[field].changed));
}

/** Those of them that a save has just written. */
export function untestedWrites(view: PanelView, steps: StepView[]): UrlField[] {
  const written = steps.filter(({ outcome }) => outcome.state === 'confirmed' || outcome.state === 'different');
  return untestedOf(view, written.flatMap((step) => step.fields));
}
