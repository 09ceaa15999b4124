/** A moment in the format of a `datetime-local` field: in this computer's time zone, to the minute. */
export function toLocal(at: number): string {
  const date = new Date(at);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** When the clock shows one time twice, the choice of the moment at which nothing is allowed too early. */
export type Safe = 'earlier' | 'later';

/** A moment, or null while the text is not a complete date and time, with a note for the user. */
export type LocalTime = { at: number | null; note: string | null };

const minute = 60_000;
/** How far clocks are set back in autumn, in minutes: one hour, or half an hour on Lord Howe Island. */
const putBack = [-60, -30, 30, 60];

/** If the window draws the field as plain text, a space may replace the `T`. */
export function readLocal(text: string, safe: Safe): LocalTime {
  const parts = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::\d\d(?:\.\d+)?)?$/.exec(text.trim());
  const written = parts && `${parts[1]}T${parts[2]}`;
  if (!written || !isInCalendar(written)) return { at: null, note: null };
  const one = new Date(written).getTime();
  if (toLocal(one) !== written) return { at: null, note: 'This time does not exist: the clocks were put forward over it. Enter a time that the clock showed.' };
  const alike = putBack.map((minutes) => one + minutes * minute).filter((at) => toLocal(at) === written);
  if (alike.length === 0) return { at: one, note: null };
  const at = safe === 'earlier' ? Math.min(one, ...alike) : Math.max(one, ...alike);
  return { at, note: `The clocks were put back, and showed this time twice. The ${safe} one counts, to be safe.` };
}

/** Checked without a time zone. For example, 30 February does not exist. */
function isInCalendar(written: string): boolean {
  const utc = new Date(`${written}Z`);
  return !Number.isNaN(utc.getTime()) && utc.toISOString().startsWith(written);
}
