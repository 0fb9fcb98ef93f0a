import { beforeEach, expect, test, vi } from "vitest";

import { event, incident } from "@/testing/incidents";

import { REMEMBERED, Unread } from "./unread";

const NOW = Date.parse("2026-01-05T12:00:00Z");
const at = (minute: number) => new Date(NOW + minute * 60_000).toISOString();
const changed = (minute: number, number = 1) => incident(number, { updatedAt: at(minute) });
const by = (id: string) => ({ actor: { __typename: "Manager" as const, id } });

function begin(viewer = "user-Ada") {
  return new Unread(viewer);
}

beforeEach(() => {
  localStorage.clear();
  vi.spyOn(Date, "now").mockReturnValue(NOW);
});

test("what changed since one used this browser first, or opened it last, is unread", () => {
  const unread = begin();
  expect([changed(-1), changed(1)].map((each) => unread.has(each))).toEqual([false, true]);
  unread.see("INC-1", NOW + 5 * 60_000);
  expect([changed(5), changed(6), changed(1, 2)].map((each) => unread.has(each))).toEqual([false, true, true]);
  expect(begin().has(changed(5))).toBe(false); // it is kept
  expect(begin("user-Grace").has(changed(5))).toBe(true); // for each person
});

test("what one does oneself is seen, unless there is something of another before it", () => {
  const unread = begin();
  unread.hear(event("e1", "COMMENTED", changed(1), { at: at(1), ...by("user-Ada") }));
  expect(unread.has(changed(1))).toBe(false);
  unread.hear(event("e2", "COMMENTED", changed(2), { at: at(2), ...by("user-Grace") }));
  unread.hear(event("e3", "ASSIGNED", changed(3), { at: at(3), ...by("user-Ada") }));
  expect(unread.has(changed(3))).toBe(true);
});

test("all can be marked as read", () => {
  const unread = begin();
  vi.mocked(Date.now).mockReturnValue(NOW + 9 * 60_000);
  unread.seeAll();
  expect([changed(8), changed(10)].map((each) => unread.has(each))).toEqual([false, true]);
});

test("only so many are remembered, and what is forgotten counts as seen", () => {
  const unread = begin();
  for (let number = 1; number <= REMEMBERED + 1; number += 1) unread.see(`INC-${number}`, NOW + number);
  expect(Object.keys(unread.seen.get().at)).toHaveLength(REMEMBERED);
  expect(unread.has(incident(1, { updatedAt: new Date(NOW + 1).toISOString() }))).toBe(false);
  expect(unread.has(incident(1, { updatedAt: new Date(NOW + 2).toISOString() }))).toBe(true);
});
