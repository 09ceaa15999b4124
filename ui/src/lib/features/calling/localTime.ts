/** A moment as a field of the type `datetime-local` has it: in this computer's time zone, to the minute. */
export function toLocal(at: number): string {
  const date = new Date(at);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** None while it is not a whole date and time. Where the window draws the field as plain text, a space may stand for the `T`. */
export function fromLocal(text: string): number | null {
  const parts = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::\d\d(?:\.\d+)?)?$/.exec(text.trim());
  if (!parts) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = parts.slice(1).map(Number);
  const date = new Date(year, month - 1, day, hour, minute);
  const real = date.getMonth() === month - 1 && date.getDate() === day && hour < 24 && minute < 60;
  return real ? date.getTime() : null;
}
