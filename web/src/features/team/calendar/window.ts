import { spelledDay } from "../moments";
import type { View } from "../view";

/** The days that a calendar shows, as midnights here; `end` is the one after the last. */
export interface Window {
  readonly days: readonly Date[];
  readonly start: Date;
  readonly end: Date;
}

/** Two weeks from a Monday on, or a month, with this day in it. */
export function windowOf({ span, day }: Pick<View, "span" | "day">, now: number): Window {
  const at = dayOf(day) ?? new Date(now);
  const [year, month, date] = [at.getFullYear(), at.getMonth(), at.getDate()];
  const monday = date - ((at.getDay() + 6) % 7);
  const start = span === "month" ? new Date(year, month, 1) : new Date(year, month, monday);
  const count = span === "month" ? new Date(year, month + 1, 0).getDate() : 14;
  return {
    days: Array.from({ length: count }, (_, place) => after(start, place)),
    start,
    end: after(start, count),
  };
}

/** The day to show for the two weeks or the month before (-1) or after (1). */
export function dayBeside({ span }: Pick<View, "span">, { start }: Window, step: 1 | -1): string {
  if (span === "month") return spelledDay(new Date(start.getFullYear(), start.getMonth() + step, 1));
  return spelledDay(after(start, 14 * step));
}

/** Where a moment lies in it, from 0 to 1. All days are equally wide, also those on which the clocks change. */
export function placeIn({ days, start, end }: Window, at: number): number {
  if (at <= start.getTime()) return 0;
  if (at >= end.getTime()) return 1;
  const day = days.findLastIndex((each) => each.getTime() <= at);
  const [from, to] = [days[day] ?? start, days[day + 1] ?? end];
  return (day + (at - from.getTime()) / (to.getTime() - from.getTime())) / days.length;
}

function after(day: Date, days: number): Date {
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + days);
}

function dayOf(text: string): Date | null {
  const parts = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  return parts === null ? null : new Date(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]));
}
