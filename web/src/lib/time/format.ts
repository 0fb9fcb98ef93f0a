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

/** The time of day. */
export function clockTime(at: number): string {
  return format({ hour: "2-digit", minute: "2-digit" }).format(at);
}

/** A day as a heading: "Today", "Yesterday", else the date with its weekday. */
export function dayOf(at: number, now: number): string {
  const day = new Date(at).toDateString();
  if (day === new Date(now).toDateString()) return "Today";
  if (day === new Date(now - DAY).toDateString()) return "Yesterday";
  return format({ weekday: "long", day: "numeric", month: "long", year: "numeric" }).format(at);
}

/** A span of time in its two largest units: "45s", "12m", "3h 5m", "2d 4h". */
export function spanOf(milliseconds: number): string {
  const units = [
    ["d", DAY],
    ["h", HOUR],
    ["m", MINUTE],
    ["s", SECOND],
  ] as const;
  const first = units.findIndex(([, unit]) => milliseconds >= unit);
  if (first === -1) return "0s";
  const [[name, unit], next] = [units[first] ?? units[3], units[first + 1]];
  const rest = next === undefined || name === "m" ? 0 : Math.floor((milliseconds % unit) / next[1]);
  return `${Math.floor(milliseconds / unit)}${name}${rest > 0 && next ? ` ${rest}${next[0]}` : ""}`;
}

function dayFor(at: Date, now: Date): Intl.DateTimeFormatOptions {
  if (at.toDateString() === now.toDateString()) return {};
  if (Math.abs(now.getTime() - at.getTime()) < 6 * DAY) return { weekday: "short" };
  if (at.getFullYear() === now.getFullYear()) return { day: "numeric", month: "short" };
  return { day: "numeric", month: "short", year: "numeric" };
}
