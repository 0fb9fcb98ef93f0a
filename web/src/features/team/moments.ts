const formats = new Map<string, Intl.DateTimeFormat>();

function format(parts: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify(parts);
  const known = formats.get(key) ?? new Intl.DateTimeFormat(undefined, parts);
  formats.set(key, known);
  return known;
}

const MOMENT = { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" } as const;

/** "Mon, 30 Nov, 10:00", in the viewer's time zone or another. */
export function momentIn(at: string | Date, timeZone?: string): string {
  return format({ ...MOMENT, ...(timeZone !== undefined && { timeZone }) }).format(new Date(at));
}

/** From when to when, in the viewer's time zone or another. */
export function stretchIn(startsAt: string | Date, endsAt: string | Date, timeZone?: string): string {
  const zoned = format({ ...MOMENT, ...(timeZone !== undefined && { timeZone }) });
  return zoned.formatRange(new Date(startsAt), new Date(endsAt));
}

/** "10:00", in the viewer's time zone. */
export function timeOf(at: string | Date): string {
  return format({ hour: "2-digit", minute: "2-digit" }).format(new Date(at));
}

/** A day as the API has it, which is the same in all time zones: "Mon, 30 Nov". */
export function dayNamed(day: string): string {
  return format({ weekday: "short", day: "numeric", month: "short", timeZone: "UTC" }).format(
    new Date(`${day}T00:00Z`),
  );
}

/** From which day to which, both of them included. */
export function daysNamed(startsOn: string, endsOn: string): string {
  const days = format({ weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });
  return days.formatRange(new Date(`${startsOn}T00:00Z`), new Date(`${endsOn}T00:00Z`));
}

/** The day of a moment here, as the API has days. */
export function spelledDay(at: Date): string {
  const [month, date] = [at.getMonth() + 1, at.getDate()].map((part) => String(part).padStart(2, "0"));
  return `${at.getFullYear()}-${month}-${date}`;
}

export const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A moment as calendars take it: `2026-11-26 09:00:00` by the clocks here. */
export function localFrom(at: string): string {
  const moment = new Date(at);
  const [hours, minutes] = [moment.getHours(), moment.getMinutes()].map((part) => String(part).padStart(2, "0"));
  return `${spelledDay(moment)} ${hours}:${minutes}:00`;
}

/** What calendars give: `2026-11-26 09:00:00` by the clocks here. Null if it is no time. */
export function momentFrom(said: string | null): string | null {
  const at = said === null ? NaN : Date.parse(said.replace(" ", "T"));
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}
