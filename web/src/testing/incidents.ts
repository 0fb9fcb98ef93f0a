import type { IncidentEvent } from "@/lib/live/feed";

type Incident = NonNullable<IncidentEvent["incident"]>;

/** An incident as the API gives it, with `more` of its own. */
export function incident(number: number, more: Partial<Incident> = {}) {
  return {
    __typename: "Incident" as const,
    id: `incident-${number}`,
    number,
    key: `INC-${number}`,
    title: `Incident number ${number}`,
    description: "",
    severity: "HIGH" as const,
    status: "OPEN" as const,
    restricted: false,
    version: 1,
    escalationLevel: 0,
    createdAt: "2026-01-05T09:00:00Z",
    updatedAt: "2026-01-05T09:00:00Z",
    assignedAt: null,
    acknowledgedAt: null,
    startedAt: null,
    resolvedAt: null,
    closedAt: null,
    resolution: null,
    nextEscalationAt: null,
    allowedTransitions: [],
    sla: null,
    category: null,
    service: null,
    team: null,
    reporter: null,
    assignee: null,
    ...more,
  };
}

/** Something that happened to an incident, as the feed tells it. */
export function event(cursor: string, kind: string, about: Incident | null, more: Partial<IncidentEvent> = {}) {
  return {
    __typename: "IncidentEvent" as const,
    cursor,
    kind,
    at: "2026-01-05T09:00:00Z",
    actorName: "Grace",
    actor: null,
    incidentId: about?.id ?? "incident-1",
    change: { __typename: "IncidentEventChange" as const, sequence: 1, before: {}, after: {}, reason: null },
    incident: about,
    ...more,
  };
}

/** A page of incidents. `end` is its last cursor; without one there is nothing behind it. */
export function page(incidents: readonly object[], end: string | null = null, totalCount = incidents.length) {
  return {
    __typename: "IncidentConnection",
    totalCount,
    edges: incidents.map((node) => ({ __typename: "IncidentEdge", node })),
    pageInfo: { __typename: "PageInfo", hasNextPage: end !== null, endCursor: end },
  };
}
