import type { Client } from "@urql/core";

import { type IncidentDetailsFragment, type IncidentEntryFragment, IncidentMeanwhileDocument } from "../gql";

/** What happened to an incident since somebody read it. */
export interface Conflict {
  readonly incident: IncidentDetailsFragment;
  /** The entries that made new versions, oldest first. */
  readonly entries: readonly IncidentEntryFragment[];
  /** How many more there were before those. */
  readonly more: number;
}

/** What makes a new version of an incident; everything else conflicts with nobody. */
const VERSIONED = new Set([
  ...["REPORTED", "ASSIGNED", "REASSIGNED", "UNASSIGNED", "CLAIMED", "STARTED", "RESOLVED", "CLOSED", "REOPENED"],
  ...["UPDATED", "SEVERITY_CHANGED"],
]);

/** Reads what has changed since the version that one had; null if the incident cannot be read any more. */
export async function meanwhile(client: Client, id: string, version: number): Promise<Conflict | null> {
  const answer = await client.query(IncidentMeanwhileDocument, { id }, { requestPolicy: "network-only" });
  const incident = answer.data?.incident ?? null;
  if (incident === null) return null;
  const log = answer.data?.incidentLog?.edges.map(({ node }) => node) ?? [];
  return { incident, ...since(log, incident.version - version) };
}

/** The last so many entries that made a version: the versions of an incident are counted one by one. */
export function since(log: readonly IncidentEntryFragment[], versions: number) {
  const entries = versions <= 0 ? [] : log.filter(({ action }) => VERSIONED.has(action)).slice(-versions);
  return { entries, more: Math.max(0, versions - entries.length) };
}
