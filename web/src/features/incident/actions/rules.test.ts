import { expect, test } from "vitest";

import { ACTION_NAMES, type ActionName, type Facts, mayRemove, mayTick, nextSteps, verdictOn } from "./rules";
import { details, escalation, somebody } from "../testing";

const ME = somebody("Me");
const GRACE = somebody("Grace Hopper");

type Status = Facts["incident"]["status"];

function facts(status: Status, role: "MANAGER" | "ENGINEER", more: Parameters<typeof details>[1] = {}): Facts {
  return { incident: details(1, { status, ...more }), viewer: { id: ME.id, role }, ringing: null };
}

const may = (given: Facts) => ACTION_NAMES.filter((name) => verdictOn(name, given) === "yes").join(" ");
const shownDisabled = (given: Facts) =>
  ACTION_NAMES.filter((name) => typeof verdictOn(name, given) === "object").join(" ");

test.each<[Status, string, Facts, string]>([
  ["OPEN", "manager", facts("OPEN", "MANAGER"), "claim assign autoAssign escalate severity edit addParticipant"],
  ["OPEN", "engineer", facts("OPEN", "ENGINEER"), "claim"],
  ["OPEN", "its reporter", facts("OPEN", "ENGINEER", { reporter: ME }), "claim edit addParticipant"],
  [
    "ASSIGNED",
    "manager",
    facts("ASSIGNED", "MANAGER", { assignee: GRACE }),
    "start assign autoAssign unassign escalate severity edit addParticipant",
  ],
  ["ASSIGNED", "its assignee", facts("ASSIGNED", "ENGINEER", { assignee: ME }), "start escalate edit addParticipant"],
  ["ASSIGNED", "another engineer", facts("ASSIGNED", "ENGINEER", { assignee: GRACE }), ""],
  [
    "IN_PROGRESS",
    "its assignee",
    facts("IN_PROGRESS", "ENGINEER", { assignee: ME }),
    "resolve escalate edit addParticipant",
  ],
  ["RESOLVED", "manager", facts("RESOLVED", "MANAGER"), "close reopen severity edit addParticipant postmortem"],
  [
    "RESOLVED",
    "its assignee",
    facts("RESOLVED", "ENGINEER", { assignee: ME }),
    "reopen edit addParticipant postmortem",
  ],
  ["CLOSED", "manager", facts("CLOSED", "MANAGER"), "addParticipant postmortem"],
])("what one may do to an incident that is %s, as %s", (_status, _who, given, expected) => {
  expect(may(given)).toBe(expected);
});

test("what one may not do is shown with the reason, unless it makes no sense", () => {
  const theirs = facts("IN_PROGRESS", "ENGINEER", { assignee: GRACE });
  expect(shownDisabled(theirs)).toBe("resolve close assign autoAssign unassign escalate severity edit addParticipant");
  const why = (name: ActionName, given: Facts) => verdictOn(name, given);
  expect(why("resolve", theirs)).toEqual({ no: "Only its assignee, managers and administrators resolve it." });
  expect(why("close", theirs)).toEqual({ no: "It has to be resolved first." });
  expect(why("resolve", facts("ASSIGNED", "MANAGER"))).toEqual({ no: "Somebody has to start working on it first." });
  expect(why("edit", facts("CLOSED", "MANAGER"))).toEqual({ no: "It is closed, which is final." });
  expect(why("claim", theirs)).toBe("absent");
});

test("an escalation is acknowledged by whoever was told, its assignee, and those who run incidents", () => {
  const given = facts("OPEN", "ENGINEER");
  expect(verdictOn("acknowledge", given)).toBe("absent");
  expect(verdictOn("acknowledge", { ...given, ringing: escalation({ notified: [GRACE] }) })).toEqual({
    no: "Only who was told, its assignee, managers and administrators acknowledge it.",
  });
  const told = { ...given, ringing: escalation({ notified: [ME] }) };
  expect(verdictOn("acknowledge", told)).toBe("yes");
  expect(nextSteps(told)).toEqual(["acknowledge", "claim"]);
  expect(verdictOn("acknowledge", { ...facts("RESOLVED", "MANAGER"), ringing: escalation() })).toBe("absent");
});

test.each<[string, Facts, readonly ActionName[]]>([
  ["an open one is assigned", facts("OPEN", "MANAGER"), ["assign", "claim"]],
  ["or taken", facts("OPEN", "ENGINEER"), ["claim"]],
  ["mine is started", facts("ASSIGNED", "ENGINEER", { assignee: ME }), ["start", "escalate"]],
  ["and resolved", facts("IN_PROGRESS", "ENGINEER", { assignee: ME }), ["resolve", "escalate"]],
  ["what is resolved is closed", facts("RESOLVED", "MANAGER"), ["close", "reopen"]],
  ["what is another's is left alone", facts("IN_PROGRESS", "ENGINEER", { assignee: GRACE }), []],
])("the next thing to do: %s", (_, given, expected) => {
  expect(nextSteps(given)).toEqual(expected);
});

test("only who was added is taken out: by those who run incidents, or by themselves", () => {
  const more = { assignee: GRACE };
  expect(mayRemove(facts("OPEN", "MANAGER", more), GRACE.id)).toBe(false);
  expect(mayRemove(facts("OPEN", "MANAGER", more), "user-Alan")).toBe(true);
  expect(mayRemove(facts("OPEN", "ENGINEER", more), "user-Alan")).toBe(false);
  expect(mayRemove(facts("OPEN", "ENGINEER", more), ME.id)).toBe(true);
  expect(mayTick(facts("RESOLVED", "ENGINEER", { assignee: ME }))).toBe("yes");
  expect(mayTick(facts("CLOSED", "MANAGER"))).toEqual({ no: "It is closed, which is final." });
});
