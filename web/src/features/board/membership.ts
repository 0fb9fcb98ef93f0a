import type { Question } from "./question";
import type { IncidentEvent } from "@/lib/live/feed";

/** Fields that decide whether an incident is in a list. */
const DECIDING = ["status", "severity", "assignee"];

interface List {
  readonly question: Question;
  /** Only those of this person. */
  readonly assigneeId: string | null;
  readonly shown: ReadonlySet<string>;
}

/**
 * Whether a list must be read again after an event: an incident may have come, gone or moved.
 *
 * What only changes a row that stays where it is needs no reading: the cache has changed it already.
 */
export function mustReadAgain({ kind, incidentId, incident, change }: IncidentEvent, list: List): boolean {
  if (incident === null) return false; // withdrawn: the cache asks again by itself
  const { sort } = list.question;
  const changed = Object.keys(change?.after ?? {});
  if (!list.shown.has(incidentId)) {
    return kind === "REPORTED" || sort === "updated" || DECIDING.some((field) => changed.includes(field));
  }
  return !belongs(incident, list) || sort === "updated" || (sort === "severity" && changed.includes("severity"));
}

function belongs(incident: NonNullable<IncidentEvent["incident"]>, { question, assigneeId }: List): boolean {
  const { status, severity } = question;
  return (
    (status.length === 0 || status.includes(incident.status)) &&
    (severity.length === 0 || severity.includes(incident.severity)) &&
    (assigneeId === null || incident.assignee?.id === assigneeId)
  );
}
