const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** How long ago, in whole units, as `2 min ago`. Times are milliseconds since 1970. `exact` counts the first seconds too. */
export function ago(at: number, now: number, exact = false): string {
  const passed = Math.max(0, now - at);
  if (passed < 10_000 && !exact) return 'just now';
  if (passed < minute) return `${Math.floor(passed / 1000)} s ago`;
  if (passed < hour) return `${Math.floor(passed / minute)} min ago`;
  if (passed < 2 * day) return `${Math.floor(passed / hour)} h ago`;
  return `${Math.floor(passed / day)} days ago`;
}

const clockFormat = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const dayFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

/** The time of day on this computer. */
export const clock = (at: number) => clockFormat.format(at);

/** Time of day, with the date where it is not today. */
export function when(at: number, now: number): string {
  const date = dayFormat.format(at);
  return date === dayFormat.format(now) ? clock(at) : `${date}, ${clock(at)}`;
}

/** The date and the time of day, to stand after "on". */
export const moment = (at: number) => `${dayFormat.format(at)}, ${clock(at)}`;

/** Older than this, a snapshot is pointed out. */
export const staleAfter = day;
