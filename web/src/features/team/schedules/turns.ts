import type { Person } from "@/components/PersonName";

import type { Entry } from "../rota";
import { type LayerDraft, type ScheduleDraft, WEEKDAYS } from "./draft";

// What SIEMS itself makes of layers (siems/domain/on_call.py), for a form that shows it while one types.

interface Stretch {
  readonly start: number;
  readonly end: number;
}

interface Turn extends Stretch {
  readonly person: Person;
}

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
const UNITS = { HOURS: 60 * MINUTE, DAYS: DAY, WEEKS: 7 * DAY };
const MOST = 2_000;

/** Who is on call within a stretch of time by these layers, without absences and overrides. Empty if they make no sense. */
export function entriesOfDraft(
  { timeZone, layers }: Pick<ScheduleDraft, "timeZone" | "layers">,
  within: Stretch,
): Entry[] {
  const zone = zoneNamed(timeZone);
  if (zone === null) return [];
  const turns = layers.map((layer) => turnsOf(layer, zone, within));
  const cuts = [...new Set([within.start, within.end, ...turns.flat().flatMap(({ start, end }) => [start, end])])]
    .filter((at) => at >= within.start && at <= within.end)
    .sort((one, other) => one - other);
  const entries: Entry[] = [];
  for (const [place, start] of cuts.slice(0, -1).entries()) {
    const layer = turns.findIndex((each) => turnAt(each, start) !== undefined);
    const person = turnAt(turns[layer] ?? [], start)?.person ?? null;
    add(entries, start, cuts[place + 1] ?? start, person, layers[layer]?.name ?? null);
  }
  return entries;
}

function turnAt(turns: readonly Turn[], at: number): Turn | undefined {
  return turns.find(({ start, end }) => start <= at && at < end);
}

function add(entries: Entry[], start: number, end: number, person: Person | null, layer: string | null): void {
  const [startsAt, endsAt] = [start, end].map((at) => new Date(at).toISOString()) as [string, string];
  const last = entries.at(-1);
  if (last !== undefined && last.person?.id === person?.id && last.layer === layer)
    entries[entries.length - 1] = { ...last, endsAt };
  else entries.push({ startsAt, endsAt, person, layer, overrideId: null, away: [] });
}

/** The turns of a layer that touch a stretch, cut to its hours. Handoffs keep their hour when the clocks change. */
function turnsOf(layer: LayerDraft, zone: Zone, within: Stretch): Turn[] {
  const first = Date.parse(`${layer.startsOn}T${layer.handoffTime}Z`);
  const lasts = UNITS[layer.unit] * layer.length;
  if (Number.isNaN(first) || !(lasts > 0) || layer.people.length === 0) return [];
  const turns: Turn[] = [];
  const from = Math.max(0, Math.floor((within.start - DAY - first) / lasts));
  for (let number = from; number < from + MOST; number++) {
    const [start, end] = [zone.momentOf(first + number * lasts), zone.momentOf(first + (number + 1) * lasts)];
    if (start >= within.end) break;
    const person = layer.people[number % layer.people.length];
    if (end > within.start && person !== undefined) turns.push({ start, end, person });
  }
  return layer.hours === null ? turns : cutTo(turns, hoursOf(layer.hours, zone, within));
}

function cutTo(turns: readonly Turn[], spans: readonly Stretch[]): Turn[] {
  return turns.flatMap(({ person, ...turn }) =>
    spans
      .map((span) => ({ start: Math.max(span.start, turn.start), end: Math.min(span.end, turn.end), person }))
      .filter(({ start, end }) => start < end),
  );
}

function hoursOf(hours: NonNullable<LayerDraft["hours"]>, zone: Zone, within: Stretch): Stretch[] {
  const spans: Stretch[] = [];
  for (let day = floorDay(zone.localOf(within.start)) - DAY; day < zone.localOf(within.end) + DAY; day += DAY) {
    const weekday = WEEKDAYS[(new Date(day).getUTCDay() + 6) % 7];
    for (const { weekdays, startsAt, endsAt } of hours) {
      if (weekday === undefined || !weekdays.includes(weekday)) continue;
      const [start, end] = [minutesOf(startsAt), minutesOf(endsAt)];
      const ends = end > start ? end : end + DAY;
      spans.push({ start: zone.momentOf(day + start), end: zone.momentOf(day + ends) });
    }
  }
  return spans;
}

function floorDay(local: number): number {
  return Math.floor(local / DAY) * DAY;
}

function minutesOf(time: string): number {
  const [hours = NaN, minutes = NaN] = time.split(":").map(Number);
  return (hours * 60 + minutes) * MINUTE;
}

/** Times of a zone as numbers: what its clocks show, written as if it were UTC. */
interface Zone {
  readonly localOf: (moment: number) => number;
  readonly momentOf: (local: number) => number;
}

function zoneNamed(timeZone: string): Zone | null {
  const format = formatIn(timeZone);
  if (format === null) return null;
  const localOf = (moment: number) => {
    const parts = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour % 24, minute, second);
  };
  const offsetAt = (moment: number) => localOf(moment) - Math.floor(moment / 1_000) * 1_000;
  return { localOf, momentOf: (local) => local - offsetAt(local - offsetAt(local)) };
}

function formatIn(timeZone: string): Intl.DateTimeFormat | null {
  const two = "2-digit";
  const parts = {
    year: "numeric",
    month: two,
    day: two,
    hour: two,
    minute: two,
    second: two,
    hourCycle: "h23",
  } as const;
  try {
    return new Intl.DateTimeFormat("en-US", { ...parts, timeZone });
  } catch {
    return null; // there is no such zone
  }
}
