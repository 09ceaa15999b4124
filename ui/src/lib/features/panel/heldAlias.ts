import type { PanelView } from '../../bridge';

/** The alias by which the number is known: what Plivo was last read to hold, not what is being typed. */
export function heldAlias({ alias, conflicts }: PanelView): string {
  const conflict = conflicts.find(({ field }) => field === 'alias');
  return conflict?.plivoValue ?? (alias.changed ? alias.was : alias.value) ?? '';
}
