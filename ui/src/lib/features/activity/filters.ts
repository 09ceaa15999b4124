import type { ActivityAction, ActivityOutcome } from '../../bridge';
import type { FilterOption } from '../../components/FilterMenu.svelte';
import { activityOutcomes } from '../../words/records';

export type Period = 'today' | '7' | '30';

const day = 86_400_000;

/** The first moment of a period: the start of today on this computer, or some days before now. */
export function sinceOf(period: Period | null, now: number): number | null {
  if (period === null) return null;
  return period === 'today' ? new Date(now).setHours(0, 0, 0, 0) : now - Number(period) * day;
}

type Option<Value extends string> = FilterOption & { value: Value };

/** The same labels as the records have. */
export const outcomeOptions: Option<ActivityOutcome>[] = (Object.keys(activityOutcomes) as ActivityOutcome[]).filter((value) => value !== 'unknown' && value !== 'each').map((value) => ({ value, label: activityOutcomes[value].label }));

export const actionOptions: Option<ActivityAction>[] = [
  { value: 'configure', label: 'configured' },
  { value: 'remap', label: 'moved' },
  { value: 'disconnect', label: 'disconnected' },
  { value: 'batch', label: 'batch' },
];

export const periodOptions: Option<Period>[] = [
  { value: 'today', label: 'today' },
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
];
