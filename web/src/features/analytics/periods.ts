import type { AnalyticsPeriodRowFragment } from "./gql";

export type Period = AnalyticsPeriodRowFragment;

/** A day or a week: what came, what went, and what was left at its end. */
export interface Flow extends Period {
  readonly reported: number;
  /** Those resolved (last) in it, whenever they were reported. */
  readonly resolved: number;
}

/**
 * What came in the periods, and what went: the backlog grows by what is reported, and shrinks by what is resolved.
 * `backlog` is how much there was just before them.
 */
export function flowOf(periods: readonly Period[], backlog: number): readonly Flow[] {
  return periods.map((period, place) => {
    const before = place === 0 ? backlog : (periods[place - 1]?.backlog ?? 0);
    const reported = period.figures.incidents;
    return { ...period, reported, resolved: Math.max(0, before + reported - period.backlog) };
  });
}

const DAY: Intl.DateTimeFormatOptions = { day: "numeric", month: "short" };
const shortDay = new Intl.DateTimeFormat(undefined, DAY);
const longDay = new Intl.DateTimeFormat(undefined, { ...DAY, weekday: "short", year: "numeric" });

/** Where a period begins, as short as can be: for below a chart. */
export function shortNameOf(startsAt: string): string {
  return shortDay.format(new Date(startsAt));
}

/** "Thu, 26 Nov 2026", or "23 Nov – 29 Nov 2026". */
export function nameOf({ startsAt, endsAt }: Pick<Period, "startsAt" | "endsAt">, by: "DAY" | "WEEK"): string {
  if (by === "DAY") return longDay.format(new Date(startsAt));
  const last = new Date(Date.parse(endsAt) - 1);
  return `${shortNameOf(startsAt)} – ${shortDay.format(last)} ${last.getFullYear()}`;
}
