import type { BoardIncidentFragment, BoardPagesQuery } from "../gql";

type Told = NonNullable<BoardPagesQuery["notifications"]>["edges"][number]["node"];

/** A page that nobody has acknowledged. */
export interface OpenPage {
  readonly escalation: NonNullable<Told["escalation"]>;
  readonly incident: BoardIncidentFragment;
}

/**
 * The pages that still want to be acknowledged, the newest of each incident, as what was told stands now. Those of a
 * round that is over want nothing: in the new one nothing was escalated yet.
 */
export function openPages(told: readonly Told[]): OpenPage[] {
  const pages = new Map<string, OpenPage>();
  for (const { kind, escalation, incident } of told) {
    if (kind !== "ESCALATED" || escalation === null || incident === null) continue;
    const isUnresolved = incident.status !== "RESOLVED" && incident.status !== "CLOSED";
    const isOpen = escalation.acknowledgedAt === null && isUnresolved && incident.escalationLevel > 0;
    if (!pages.has(incident.id) && isOpen) pages.set(incident.id, { escalation, incident });
  }
  return [...pages.values()];
}
