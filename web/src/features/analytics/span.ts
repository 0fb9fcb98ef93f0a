import { type Question, USUAL_DAYS } from "./question";

/** A range of whole days, in the viewer's time zone: `until` is now if today belongs to it. */
export interface Span {
  readonly since: Date;
  readonly until: Date;
  readonly days: number;
}

/** What the question asks about; a choice of days that makes no sense is the usual range. */
export function spanOf({ range, from, to }: Pick<Question, "range" | "from" | "to">, now: number): Span {
  const moment = new Date(now);
  if (range === "custom") {
    const [first, last] = [dayOf(from), dayOf(to)];
    if (first !== null && last !== null && first <= last && first < moment) return between(first, last, moment);
  }
  const days = range === "custom" ? USUAL_DAYS : Number.parseInt(range);
  return { since: moved(midnightOf(moment), 1 - days), until: moment, days };
}

/** The span before it that is as long, at the same times of day. */
export function before({ since, until, days }: Span): Span {
  return { since: moved(since, -days), until: moved(until, -days), days };
}

/** `2026-11-26` as its midnight here; null if it is no day. */
export function dayOf(text: string): Date | null {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return null;
  const [year, month, day] = text.split("-").map(Number) as [number, number, number];
  const midnight = new Date(year, month - 1, day);
  return midnight.getMonth() === month - 1 ? midnight : null;
}

const FULL = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" });

/** Its first and its last day. */
export function inWords({ since, until }: Span): string {
  return FULL.formatRange(since, new Date(until.getTime() - 1));
}

function between(first: Date, last: Date, now: Date): Span {
  const end = moved(last, 1);
  const until = end < now ? end : now;
  const lastDay = end < now ? last : midnightOf(now);
  return { since: first, until, days: Math.round((lastDay.getTime() - first.getTime()) / 86_400_000) + 1 };
}

function midnightOf(moment: Date): Date {
  return new Date(moment.getFullYear(), moment.getMonth(), moment.getDate());
}

function moved(moment: Date, days: number): Date {
  const other = new Date(moment);
  other.setDate(other.getDate() + days);
  return other;
}
