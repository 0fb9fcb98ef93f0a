const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

/** How long ago a moment is, as short as can be: "now", "40s", "5m", "3h", "12d", "2y". What is to come is "now". */
export function ageOf(since: number, now: number): string {
  const age = now - since;
  if (age < 5 * SECOND) return "now";
  if (age < MINUTE) return `${Math.floor(age / SECOND)}s`;
  if (age < HOUR) return `${Math.floor(age / MINUTE)}m`;
  if (age < DAY) return `${Math.floor(age / HOUR)}h`;
  if (age < YEAR) return `${Math.floor(age / DAY)}d`;
  return `${Math.floor(age / YEAR)}y`;
}

/** How far off a moment is: "in 12m", or "3h late" once it has passed. */
export function leftOf(due: number, now: number): string {
  const far = Math.abs(due - now);
  const said = far < 5 * SECOND ? `${Math.floor(far / SECOND)}s` : ageOf(0, far);
  return due >= now ? `in ${said}` : `${said} late`;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** The viewer's format for these parts. Making one is slow, so each is made once. */
function format(parts: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify(parts);
  const known = formats.get(key) ?? new Intl.DateTimeFormat(undefined, parts);
  formats.set(key, known);
  return known;
}

/** A moment to the second, with the time zone, in the viewer's own: what one sees on hovering. */
export function exactly(at: number): string {
  return format({ dateStyle: "full", timeStyle: "long" }).format(at);
}

/** A moment as one needs it: the time if it is today, with the weekday near to it, else with the date. */
export function shortly(at: number, now: number): string {
  return format({ ...dayFor(new Date(at), new Date(now)), hour: "2-digit", minute: "2-digit" }).format(at);
}

function dayFor(at: Date, now: Date): Intl.DateTimeFormatOptions {
  if (at.toDateString() === now.toDateString()) return {};
  if (Math.abs(now.getTime() - at.getTime()) < 6 * DAY) return { weekday: "short" };
  if (at.getFullYear() === now.getFullYear()) return { day: "numeric", month: "short" };
  return { day: "numeric", month: "short", year: "numeric" };
}
