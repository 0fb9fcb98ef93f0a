import { expect, test } from "vitest";

import { event, incident } from "@/testing/incidents";

import { mayMoveSomething, mustReadAgain } from "./membership";
import { arranged } from "./order";
import { belongs, type Question, USUAL } from "./question";

const ASKED: Question = { ...USUAL, sort: "newest", view: "table" };
const [ada, ops] = [
  { id: "user-Ada", name: "Ada" },
  { id: "team-1", name: "Ops" },
];
const at = (time: string) => `2026-01-05T${time}:00Z`;

test.each([
  ["it is unresolved", {}, {}, true],
  ["it is resolved", { status: "RESOLVED" as const }, {}, false],
  ["any status will do", { status: "CLOSED" as const }, { status: [] }, true],
  ["it has another severity", { severity: "LOW" as const }, { severity: ["HIGH" as const] }, false],
  ["somebody has it", { assignee: ada }, { assignee: "user-Ada" }, true],
  ["nobody has it", {}, { assignee: "user-Ada" }, false],
  ["it is of the team", { team: ops }, { team: "team-1" }, true],
  ["it is about nothing", {}, { service: "service-1" }, false],
  ["it is of no category", {}, { category: "category-1" }, false],
  ["another reported it", { reporter: ada }, { reporter: "user-Grace" }, false],
  ["nothing was promised", {}, { sla: ["BREACHED" as const] }, false],
  ["it was reported just then", { createdAt: at("09:00") }, { from: "2026-01-05T10:00:00+01:00" }, true],
  ["it was reported at the end", { createdAt: at("09:00") }, { until: at("09:00") }, false],
])("whether an incident is asked for: %s", (_, its, asked: Partial<Question>, expected) => {
  expect(belongs(incident(1, its), { ...ASKED, ...asked })).toBe(expected);
});

function keys(
  sort: Question["sort"],
  more: boolean,
  heard = [incident(9, { createdAt: at("09:09"), severity: "LOW" })],
) {
  const read = [
    incident(3, { createdAt: at("09:03"), severity: "LOW", updatedAt: at("11:00") }),
    incident(2, { createdAt: at("09:02"), severity: "CRITICAL" }),
    incident(1, { createdAt: at("09:02"), severity: "CRITICAL", updatedAt: at("10:00") }),
  ];
  const others = new Map(heard.map((each) => [each.id, each]));
  return arranged(read, others, { ...ASKED, sort }, more).map(({ number }) => number);
}

test.each([
  ["newest" as const, [9, 3, 2, 1]],
  ["oldest" as const, [1, 2, 3, 9]],
  ["updated" as const, [3, 1, 9, 2]],
  ["severity" as const, [2, 1, 9, 3]],
])("what is heard of comes into its place: %s first", (sort, expected) => {
  expect(keys(sort, false)).toEqual(expected);
});

test("what comes behind the last page that was read waits for its page", () => {
  const older = incident(0, { createdAt: at("08:00") });
  expect(keys("newest", true, [older])).toEqual([3, 2, 1]);
  expect(keys("newest", false, [older])).toEqual([3, 2, 1, 0]);
  expect(keys("oldest", true)).toEqual([1, 2, 3]);
});

test("what was read is shown as it was read, or as the cache knows it by now, not as it was heard of", () => {
  expect(keys("newest", false, [incident(3, { status: "RESOLVED" })])).toEqual([3, 2, 1]);
});

test.each([
  ["REPORTED", "", false],
  ["REPORTED", "disk", true],
  ["COMMENTED", "disk", true],
  ["EVENT_RECEIVED", "disk", false],
  ["ACKNOWLEDGED", "disk", false],
])("%s while %j is searched for: must it be read again? %s", (kind, text, expected) => {
  expect(mustReadAgain(event("e1", kind, incident(1)), { text })).toBe(expected);
});

test("only what may change a list makes it be counted again", () => {
  expect(mayMoveSomething(event("e1", "RESOLVED", incident(1)))).toBe(true);
  expect(mayMoveSomething(event("e1", "COMMENTED", incident(1)))).toBe(false);
});
