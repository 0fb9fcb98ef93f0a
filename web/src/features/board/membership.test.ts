import { expect, test } from "vitest";

import { event, incident } from "@/testing/incidents";

import { mustReadAgain } from "./membership";
import type { Question } from "./question";

const UNRESOLVED: Question = { text: "", status: ["OPEN", "ASSIGNED", "IN_PROGRESS"], severity: [], sort: "newest" };
const SHOWN = new Set(["incident-1"]);

function decides(
  kind: string,
  number: number,
  change: Parameters<typeof incident>[1] = {},
  more: Partial<Question> = {},
) {
  const about = incident(number, change);
  const told = event("e1", kind, about, { change: { sequence: 2, before: {}, after: change, reason: null } });
  return mustReadAgain(told, { question: { ...UNRESOLVED, ...more }, assigneeId: null, shown: SHOWN });
}

test.each([
  ["a row is renamed", false, () => decides("UPDATED", 1, { title: "New" })],
  ["a row is assigned", false, () => decides("ASSIGNED", 1, { status: "ASSIGNED" })],
  ["a row is resolved", true, () => decides("RESOLVED", 1, { status: "RESOLVED" })],
  [
    "a row no longer has the severity",
    true,
    () => decides("SEVERITY_CHANGED", 1, { severity: "LOW" }, { severity: ["HIGH"] }),
  ],
  [
    "a row is worse and the worst come first",
    true,
    () => decides("SEVERITY_CHANGED", 1, { severity: "CRITICAL" }, { sort: "severity" }),
  ],
  [
    "a row is commented on and the last changed come first",
    true,
    () => decides("COMMENTED", 1, {}, { sort: "updated" }),
  ],
  ["another is commented on", false, () => decides("COMMENTED", 7)],
  [
    "another is commented on and the last changed come first",
    true,
    () => decides("COMMENTED", 7, {}, { sort: "updated" }),
  ],
  ["another is reported", true, () => decides("REPORTED", 7)],
  ["another is reopened", true, () => decides("REOPENED", 7, { status: "OPEN" })],
])("%s: %s", (_, expected, decide) => {
  expect(decide()).toBe(expected);
});

test("in somebody's list a row that is given to another must go", () => {
  const [ada, grace] = ["user-Ada", "user-Grace"].map((id) => ({ id, name: id }));
  const list = { question: UNRESOLVED, assigneeId: "user-Ada", shown: SHOWN };
  expect(mustReadAgain(event("e1", "UPDATED", incident(1, { assignee: ada! })), list)).toBe(false);
  expect(mustReadAgain(event("e1", "REASSIGNED", incident(1, { assignee: grace! })), list)).toBe(true);
});

test("what is withdrawn the cache asks again for by itself", () => {
  expect(mustReadAgain(event("e1", "WITHDRAWN", null), { question: UNRESOLVED, assigneeId: null, shown: SHOWN })).toBe(
    false,
  );
});
