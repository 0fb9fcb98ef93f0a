import type { IncidentDetailsFragment, IncidentEntryFragment, IncidentEscalationFragment } from "./gql";
import { type Handler } from "@/testing/fakeApi";
import { incident, page } from "@/testing/incidents";

type Details = ReturnType<typeof details>;

/** An incident as its page reads it, with `more` of its own. */
export function details(number: number, more: Partial<IncidentDetailsFragment> = {}) {
  const own = { participants: [], checklist: [], postmortem: null, requiredSkills: [], template: null };
  return { ...incident(number), ...own, ...more };
}

/** Somebody, as the API refers to them. */
export function somebody(name: string, role: "Engineer" | "Manager" = "Engineer") {
  return { __typename: role, id: `user-${name}`, name };
}

/** An entry of the log. */
export function entry(sequence: number, action: string, more: Partial<IncidentEntryFragment> = {}) {
  return {
    __typename: "IncidentLogEntry" as const,
    ...{ sequence, action, reason: null, before: {}, after: {} },
    actorKind: "USER" as const,
    actorName: "Grace Hopper",
    actor: somebody("Grace Hopper"),
    at: "2026-01-05T09:00:00Z",
    origin: "LIVE" as const,
    ...more,
  };
}

/** A page of the log; `earlier` says that there is more before it. */
export function log(entries: readonly object[], earlier = false) {
  return {
    __typename: "IncidentLogEntryConnection",
    edges: entries.map((node) => ({ __typename: "IncidentLogEntryEdge", node })),
    pageInfo: { __typename: "PageInfo", hasNextPage: false, hasPreviousPage: earlier },
  };
}

/** An escalation of level 1, told to nobody. */
export function escalation(more: Partial<IncidentEscalationFragment> = {}) {
  return {
    __typename: "Escalation" as const,
    ...{ id: "escalation-1", round: 1, level: 1, latenessSeconds: 0.2, notified: [] },
    ...{ firedAt: "2026-01-05T09:05:00Z", dueAt: "2026-01-05T09:05:00Z" },
    ...{ acknowledgedAt: null, acknowledgedByName: null },
    ...more,
  };
}

/** The payload of a mutation that was done, or refused. */
export function payload(field: string, about: Details | null, errors: readonly object[] = []) {
  const __typename = `${field.charAt(0).toUpperCase()}${field.slice(1)}Payload`;
  return { data: { [field]: { __typename, incident: about, escalation: null, errors } } };
}

/** Refused with this code. */
export function refusal(code: string, message: string, field: string | null = null) {
  return { __typename: "UserError", code, message, field: field === null ? null : ["input", field] };
}

/** What SIEMS answers about an incident with this log. */
export function answers(about: Details, entries: readonly object[] = []): Record<string, Handler> {
  return {
    IncidentByKey: () => ({ data: { incidents: page([about]) } }),
    IncidentAgain: () => ({ data: { incident: about } }),
    IncidentLog: ({ after }) => ({ data: { incidentLog: log(after === undefined ? entries : []) } }),
    IncidentEscalations: () => ({ data: { escalations: { __typename: "EscalationConnection", edges: [] } } }),
    IncidentReached: () => ({ data: { incidentDeliveries: { __typename: "DeliveryConnection", edges: [] } } }),
    IncidentSimilar: () => ({ data: { incident: { __typename: "Incident", id: about.id, similar: [] } } }),
  };
}
