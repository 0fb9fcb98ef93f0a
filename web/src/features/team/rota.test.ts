import { expect, test } from "vitest";

import { placeIn, windowOf, dayBeside } from "./calendar/window";
import { spelledDay } from "./moments";
import { changedBy, entriesOf, mergedByPerson } from "./rota";

const ADA = { id: "ada", name: "Ada", reachable: true };
const BOB = { id: "bob", name: "Bob", reachable: true };
const NOW = new Date(2026, 10, 26, 12).getTime();
const shift = (from: number, to: number, user: typeof ADA, overrideId: string | null = null) => ({
  ...{ startsAt: `2026-11-0${from}T09:00:00Z`, endsAt: `2026-11-0${to}T09:00:00Z`, user },
  layer: overrideId === null ? { name: "Engineers" } : null,
  override: overrideId === null ? null : { id: overrideId },
});

const TIMELINE = {
  shifts: [shift(1, 3, ADA), shift(3, 4, ADA, "o1"), shift(6, 8, BOB)],
  gaps: [{ startsAt: "2026-11-04T09:00:00Z", endsAt: "2026-11-06T09:00:00Z", away: [BOB] }],
};

const said = (entries: readonly { startsAt: string; endsAt: string; person: { name: string } | null }[]) =>
  entries.map(
    ({ startsAt, endsAt, person }) => `${startsAt.slice(8, 10)}-${endsAt.slice(8, 10)} ${person?.name ?? "nobody"}`,
  );

test("shifts and gaps are one timeline, in which the same person is once for those who ask whom to call", () => {
  const entries = entriesOf(TIMELINE);
  expect(said(entries)).toEqual(["01-03 Ada", "03-04 Ada", "04-06 nobody", "06-08 Bob"]);
  expect(entries.map(({ layer, overrideId }) => layer ?? overrideId)).toEqual(["Engineers", "o1", null, "Engineers"]);
  expect(said(mergedByPerson(entries))).toEqual(["01-04 Ada", "04-06 nobody", "06-08 Bob"]);
});

test("an override changes what is not that person's already", () => {
  expect(said(changedBy(entriesOf(TIMELINE), ADA))).toEqual(["04-06 nobody", "06-08 Bob"]);
  expect(said(changedBy(entriesOf(TIMELINE), BOB))).toEqual(["01-04 Ada", "04-06 nobody"]);
});

test.each([
  ["two-weeks", "", "2026-11-23", 14, "2026-11-09", "2026-12-07"],
  ["two-weeks", "2026-11-29", "2026-11-23", 14, "2026-11-09", "2026-12-07"],
  ["month", "", "2026-11-01", 30, "2026-10-01", "2026-12-01"],
  ["month", "2026-12-31", "2026-12-01", 31, "2026-11-01", "2027-01-01"],
] as const)("the calendar of %s around %s begins on %s", (span, day, first, count, back, on) => {
  const window = windowOf({ span, day }, NOW);
  expect([spelledDay(window.start), window.days.length]).toEqual([first, count]);
  expect([dayBeside({ span }, window, -1), dayBeside({ span }, window, 1)]).toEqual([back, on]);
});

test("a day on which the clocks change is as wide as any other", () => {
  const [first, second, end] = ["2026-10-24T22:00Z", "2026-10-25T23:00Z", "2026-10-26T23:00Z"].map(
    (at) => new Date(at),
  );
  const window = { days: [first!, second!], start: first!, end: end! }; // in Berlin, where the first has 25 hours
  const places = ["2026-10-24T22:00Z", "2026-10-25T10:30Z", "2026-10-25T23:00Z", "2026-10-26T11:00Z"];
  expect(places.map((at) => placeIn(window, Date.parse(at)))).toEqual([0, 0.25, 0.5, 0.75]);
  expect([placeIn(window, 0), placeIn(window, NOW)]).toEqual([0, 1]);
});
