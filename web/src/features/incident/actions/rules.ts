import type { IncidentDetailsFragment, IncidentEscalationFragment } from "../gql";
import { runsIncidents } from "@/lib/session/roles";
import type { Viewer } from "@/lib/session/session";

/** What one can do to an incident, in the order of its menu. */
export const ACTION_NAMES = [
  ...(["acknowledge", "claim", "start", "resolve", "close", "reopen", "assign", "autoAssign", "unassign"] as const),
  ...(["escalate", "severity", "edit", "addParticipant", "postmortem"] as const),
] as const;
export type ActionName = (typeof ACTION_NAMES)[number];

/** What decides about it. `ringing` is an escalation of now that nobody has acknowledged. */
export interface Facts {
  readonly incident: Pick<
    IncidentDetailsFragment,
    "status" | "allowedTransitions" | "assignee" | "reporter" | "participants"
  >;
  readonly viewer: Pick<Viewer, "id" | "role">;
  readonly ringing?: Pick<IncidentEscalationFragment, "id" | "notified"> | null;
}

/** "yes", or why not in words; "absent" is what makes no sense now, and is not shown. The server decides again. */
export type Verdict = "yes" | "absent" | { readonly no: string };

const RUNNERS = "managers and administrators";
const UNRESOLVED = ["OPEN", "ASSIGNED", "IN_PROGRESS"];

const RULES: Record<ActionName, (facts: Facts) => Verdict> = {
  acknowledge: (facts) => {
    if (!facts.ringing || !isUnresolved(facts)) return "absent";
    const told = facts.ringing.notified.some(({ id }) => id === facts.viewer.id);
    return told || isTheirs(facts) ? "yes" : { no: `Only who was told, its assignee, ${RUNNERS} acknowledge it.` };
  },
  claim: ({ incident }) => (incident.status === "OPEN" ? "yes" : "absent"),
  start: (facts) => {
    if (facts.incident.status === "OPEN") return { no: "Somebody has to take it first." };
    return facts.incident.status === "ASSIGNED" ? forTheirs(facts, "start it") : "absent";
  },
  resolve: (facts) => {
    const { status } = facts.incident;
    if (status === "OPEN" || status === "ASSIGNED") return { no: "Somebody has to start working on it first." };
    return status === "IN_PROGRESS" ? forTheirs(facts, "resolve it") : "absent";
  },
  close: (facts) => {
    if (facts.incident.status === "IN_PROGRESS") return { no: "It has to be resolved first." };
    return facts.incident.status === "RESOLVED" ? forRunners(facts, "close incidents") : "absent";
  },
  reopen: (facts) => (facts.incident.status === "RESOLVED" ? forTheirs(facts, "reopen it") : "absent"),
  assign: (facts) => (isUnresolved(facts) ? forRunners(facts, "assign incidents") : "absent"),
  autoAssign: (facts) => (isUnresolved(facts) ? forRunners(facts, "assign incidents") : "absent"),
  unassign: (facts) =>
    ["ASSIGNED", "IN_PROGRESS"].includes(facts.incident.status) ? forRunners(facts, "unassign incidents") : "absent",
  escalate: (facts) => (isUnresolved(facts) ? forTheirs(facts, "escalate it") : "absent"),
  severity: (facts) => (isClosed(facts) ? "absent" : forRunners(facts, "change the severity")),
  edit: (facts) => (isClosed(facts) ? { no: "It is closed, which is final." } : forConcerned(facts, "edit it")),
  addParticipant: (facts) => forConcerned(facts, "add people"),
  postmortem: (facts) => (isUnresolved(facts) ? "absent" : forTheirs(facts, "write the postmortem")),
};

/** Whether this person may do it now. */
export function verdictOn(name: ActionName, facts: Facts): Verdict {
  return RULES[name](facts);
}

/** Whether this person may tick off the checklist. */
export function mayTick(facts: Facts): Verdict {
  return isClosed(facts) ? { no: "It is closed, which is final." } : forTheirs(facts, "tick this off");
}

/** Whether somebody who takes part can be taken out by this person: only whoever was added. */
export function mayRemove(facts: Facts, personId: string): boolean {
  const { incident, viewer } = facts;
  const isAdded = personId !== incident.assignee?.id && personId !== incident.reporter?.id;
  return isAdded && (runsIncidents(viewer.role) || personId === viewer.id);
}

/** What is the next thing to do for this person, the main one first; two at most. */
export function nextSteps(facts: Facts): readonly ActionName[] {
  const mine = facts.incident.assignee?.id === facts.viewer.id;
  const wanted: Record<string, readonly ActionName[]> = {
    OPEN: runsIncidents(facts.viewer.role) ? ["assign", "claim"] : ["claim"],
    ASSIGNED: mine ? ["start", "escalate"] : ["assign", "start"],
    IN_PROGRESS: mine ? ["resolve", "escalate"] : ["resolve", "assign"],
    RESOLVED: ["close", "reopen"],
    CLOSED: [],
  };
  const steps: ActionName[] = ["acknowledge", ...(wanted[facts.incident.status] ?? [])];
  return steps.filter((name) => verdictOn(name, facts) === "yes").slice(0, 2);
}

function forRunners({ viewer }: Facts, what: string): Verdict {
  return runsIncidents(viewer.role) ? "yes" : { no: `Only ${RUNNERS} ${what}.` };
}

function forTheirs(facts: Facts, what: string): Verdict {
  return isTheirs(facts) ? "yes" : { no: `Only its assignee, ${RUNNERS} ${what}.` };
}

function forConcerned(facts: Facts, what: string): Verdict {
  const reported = facts.incident.reporter?.id === facts.viewer.id;
  return reported || isTheirs(facts) ? "yes" : { no: `Only its reporter, its assignee, ${RUNNERS} ${what}.` };
}

function isTheirs({ incident, viewer }: Facts): boolean {
  return runsIncidents(viewer.role) || incident.assignee?.id === viewer.id;
}

function isUnresolved({ incident }: Facts): boolean {
  return UNRESOLVED.includes(incident.status);
}

function isClosed({ incident }: Facts): boolean {
  return incident.status === "CLOSED";
}
