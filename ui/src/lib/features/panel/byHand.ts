import type { PanelView, StatusView } from '../../bridge';

/** Whether a draft of this number can only be carried out by a person in Plivo's console. */
export const onlyByHand = (status: StatusView | null, view: PanelView) => view.byHand || status?.connection.state === 'missingApi';
