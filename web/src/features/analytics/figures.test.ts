import { expect, test } from "vitest";

import { durationAxis } from "./axes";
import { inPercent, inPoints } from "./comparison";
import { flowOf, type Period } from "./periods";
import { before, spanOf } from "./span";
import { durationOf, percentOf } from "./words";

const NOON = new Date(2026, 10, 26, 12).getTime();
const day = (month: number, date: number, hour = 0) => new Date(2026, month - 1, date, hour);

test.each([
  ["7d", "", "", day(11, 20), day(11, 26, 12), 7],
  ["30d", "", "", day(10, 28), day(11, 26, 12), 30],
  ["custom", "2026-11-01", "2026-11-10", day(11, 1), day(11, 11), 10],
  ["custom", "2026-11-25", "2026-12-24", day(11, 25), day(11, 26, 12), 2],
  ["custom", "2026-11-10", "2026-11-01", day(10, 28), day(11, 26, 12), 30],
  ["custom", "2026-02-31", "2026-11-01", day(10, 28), day(11, 26, 12), 30],
  ["custom", "2026-12-01", "2026-12-02", day(10, 28), day(11, 26, 12), 30],
] as const)(
  "the range %s %s %s is of whole days here, and ends now at the latest",
  (range, from, to, since, until, days) => {
    expect(spanOf({ range, from, to }, NOON)).toEqual({ since, until, days });
  },
);

test("the time before is as long, and at the same times of day", () => {
  expect(before(spanOf({ range: "7d", from: "", to: "" }, NOON))).toEqual({
    since: day(11, 13),
    until: day(11, 19, 12),
    days: 7,
  });
});

const PERCENT = { more: "longer", less: "shorter" };

test.each([
  [inPercent(82, 100, PERCENT), { direction: "down", said: "18 % shorter", verdict: "better" }],
  [inPercent(150, 100, PERCENT), { direction: "up", said: "50 % longer", verdict: "worse" }],
  [inPercent(400, 100, PERCENT), { direction: "up", said: "4 times as long", verdict: "worse" }],
  [inPercent(5, 0, PERCENT), { direction: "up", said: "none before", verdict: "worse" }],
  [inPercent(100, 100.2, PERCENT), { direction: "same", said: "as before", verdict: null }],
  [inPercent(null, 100, PERCENT), { direction: "unknown", said: "nothing to compare with", verdict: null }],
  [inPoints(0.95, 0.9, "more"), { direction: "up", said: "5 points more", verdict: "better" }],
  [inPoints(0.9, 0.91, "more"), { direction: "down", said: "1 point less", verdict: "worse" }],
  [inPoints(0.2, 0.1, "less"), { direction: "up", said: "10 points more", verdict: "worse" }],
  [inPoints(0.2, null, "less"), { direction: "unknown", said: "nothing to compare with", verdict: null }],
])("a figure is compared in words: %#", (comparison, said) => {
  expect(comparison).toEqual(said);
});

test("what is resolved in a period is what the backlog lacks at its end", () => {
  const period = (incidents: number, backlog: number) => ({ figures: { incidents }, backlog }) as Period;
  const flow = flowOf([period(4, 5), period(0, 2), period(3, 5)], 3);
  expect(flow.map(({ reported, resolved }) => [reported, resolved])).toEqual([
    [4, 2],
    [0, 3],
    [3, 0],
  ]);
});

test.each([
  [null, "–"],
  [0, "0 s"],
  [0.4, "under 1 s"],
  [59, "59 s"],
  [60, "1 m"],
  [3_599.6, "1 h"],
  [8_100, "2 h 15 m"],
  [90_000, "1 d 1 h"],
])("%s seconds are %s", (seconds, said) => {
  expect(durationOf(seconds)).toBe(said);
});

test("a fraction is said in percent, and none is a dash", () => {
  expect([0.70437, 1, null].map(percentOf)).toEqual(["70.4 %", "100 %", "–"]);
});

test("an axis of times has ticks at whole units", () => {
  expect(durationAxis([null, 7_000, 3_000]).ticks).toEqual([0, 1_800, 3_600, 5_400, 7_200]);
  expect(durationAxis([400_000]).ticks).toEqual([0, 86_400, 172_800, 259_200, 345_600, 432_000]);
});
