import { expect, onTestFinished, test, vi } from "vitest";

import { now, learnTimeFrom } from "@/lib/time/clock";
import { ageOf, leftOf } from "@/lib/time/format";

const NOW = Date.parse("2026-06-01T12:00:00Z");

test.each([
  ["2026-06-01T12:00:30Z", "now"],
  ["2026-06-01T11:59:56Z", "now"],
  ["2026-06-01T11:59:20Z", "40s"],
  ["2026-06-01T11:01:00Z", "59m"],
  ["2026-06-01T11:00:00Z", "1h"],
  ["2026-05-31T12:00:01Z", "23h"],
  ["2026-05-01T12:00:00Z", "31d"],
  ["2024-05-01T12:00:00Z", "2y"],
])("the age of %s is %s", (since, age) => {
  expect(ageOf(Date.parse(since), NOW)).toBe(age);
});

test.each([
  ["2026-06-01T12:12:30Z", "in 12m"],
  ["2026-06-01T12:00:03Z", "in 3s"],
  ["2026-06-01T12:00:00Z", "in 0s"],
  ["2026-06-01T11:59:58Z", "2s late"],
  ["2026-06-01T09:00:00Z", "3h late"],
])("what is due at %s is %s", (due, left) => {
  expect(leftOf(Date.parse(due), NOW)).toBe(left);
});

test("a clock that is wrong by minutes is put right by the server's, and one by a second is let be", () => {
  vi.useFakeTimers({ now: NOW, toFake: ["Date"] });
  onTestFinished(() => void vi.useRealTimers());
  learnTimeFrom(new Headers({ date: new Date(Date.now() - 300_000).toUTCString() }));
  expect(now() - Date.now()).toBe(-300_000);
  learnTimeFrom(new Headers({ date: new Date(Date.now() + 1_000).toUTCString() }));
  expect(now()).toBe(Date.now());
  learnTimeFrom(new Headers());
  expect(now()).toBe(Date.now());
});
