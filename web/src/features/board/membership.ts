import type { Question } from "./question";
import type { IncidentEvent } from "@/lib/live/feed";

/** What happens to incidents without making them come, go or move; all else may. */
const QUIET: ReadonlySet<string> = new Set([
  "ACKNOWLEDGED",
  "COMMENTED",
  "EVENT_RECEIVED",
  "PARTICIPANT_ADDED",
  "PARTICIPANT_REMOVED",
  "CHECKLIST_TICKED",
  "CHECKLIST_UNTICKED",
  "POSTMORTEM_WRITTEN",
]);

/** Whether an incident may have come into some list or gone from it. */
export function mayMoveSomething({ kind }: IncidentEvent): boolean {
  return !QUIET.has(kind);
}

/**
 * Whether a list must be read again after an event: only where words are asked for, which stand in comments as well.
 *
 * For all other questions the incident itself says where it belongs; and what is withdrawn the cache asks again for.
 */
export function mustReadAgain(event: IncidentEvent, { text }: Pick<Question, "text">): boolean {
  if (text.trim() === "" || event.incident === null) return false;
  return mayMoveSomething(event) || event.kind === "COMMENTED";
}
