import type { PanelView } from '../../bridge';

/** The alias by which the number is known: what Plivo holds, not what is being typed. */
export const heldAlias = ({ alias }: PanelView) => (alias.changed ? alias.was : alias.value) ?? '';
