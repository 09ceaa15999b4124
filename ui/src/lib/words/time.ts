const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/**
 * How long ago, in whole units, such as `2 min ago`. Times are milliseconds since 1970. `exact` counts the first
 * seconds too.
 */
export function ago(at: number, now: number, exact = false): string {
  const passed = Math.max(0, now - at);
  if (passed < 10_000 && !exact) return 'just now';
  if (passed < minute) return `${Math.floor(passed / 1000)} s ago`;
  if (passed < hour) return `${Math.floor(passed / minute)} min ago`;
  if (passed < 2 * day) return `${Math.floor(passed / hour)} h ago`;
  return `${Math.floor(passed / day)} days ago`;
}

const twoDigits = (part: number) => String(part).padStart(2, '0');

/** The time of day in this computer's time zone: `16:09:50`. The first frame has one, and would wait 10 ms for `Intl`. */
export function clock(at: number): string {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits).join(':');
}

/** Made when it is first used, because loading `Intl` takes so long. */
function format(options: Intl.DateTimeFormatOptions): (at: number) => string {
  let made: Intl.DateTimeFormat | undefined;
  return (at) => (made ??= new Intl.DateTimeFormat('en-GB', options)).format(at);
}

const dayText = format({ day: 'numeric', month: 'short', year: 'numeric' });

/** When an outcome that is *not yet known* will be known: after `knownBy`, any read settles it. */
export const knownWhen = (knownBy: number, now: number) =>
  knownBy > now ? `It is known as soon as Plivo can be read after ${clock(knownBy)}, if not before.` : 'It is known as soon as Plivo can be read again.';

/** The time of day, with the date if it is not today. */
export function when(at: number, now: number): string {
  const date = dayText(at);
  return date === dayText(now) ? clock(at) : `${date}, ${clock(at)}`;
}

/** The date and the time of day, as used after "on". */
export const moment = (at: number) => `${dayText(at)}, ${clock(at)}`;

const weekdayText = format({ weekday: 'short' });
const minuteText = format({ hour: '2-digit', minute: '2-digit' });

/** To the minute, with the day of the week: `Thu 26 Nov 2026, 14:05`. */
export const dated = (at: number) => `${weekdayText(at)} ${dayText(at)}, ${minuteText(at)}`;

/** The first whole minute at or after the moment. */
export const minuteAfter = (at: number) => Math.ceil(at / minute) * minute;

/** The time left, such as `in 5 h` or `in 2 days 3 h`. */
export function until(at: number, now: number): string {
  const left = at - now;
  if (left <= 0) return 'now';
  if (left < minute) return `in ${Math.ceil(left / 1000)} s`;
  const minutes = Math.ceil(left / minute);
  if (minutes < 60) return `in ${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `in ${hours} h${minutes % 60 > 0 ? ` ${minutes % 60} min` : ''}`;
  return `in ${Math.floor(hours / 24)} days${hours % 24 > 0 ? ` ${hours % 24} h` : ''}`;
}

/** The time zone of this computer, in which all times are shown. */
export const zoneName = () => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A snapshot that is older than this is marked as stale. */
export const staleAfter = day;
