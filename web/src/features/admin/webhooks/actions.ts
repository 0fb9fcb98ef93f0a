import type { Refusal } from "@/lib/graphql/useSubmit";

/** The actions of an incident's log that a webhook may be told of, in groups that people think in. */
export const ACTION_GROUPS: readonly { readonly label: string; readonly actions: readonly string[] }[] = [
  {
    label: "From beginning to end",
    actions: ["REPORTED", "STARTED", "RESOLVED", "CLOSED", "REOPENED", "EVENT_RECEIVED"],
  },
  { label: "Who has it", actions: ["ASSIGNED", "REASSIGNED", "UNASSIGNED", "CLAIMED", "LEFT_UNASSIGNED"] },
  { label: "What is late", actions: ["ESCALATED", "ACKNOWLEDGED", "SLA_AT_RISK", "SLA_BREACHED"] },
  {
    label: "What is said and changed",
    actions: [
      "COMMENTED",
      "UPDATED",
      "SEVERITY_CHANGED",
      "PARTICIPANT_ADDED",
      "PARTICIPANT_REMOVED",
      "CHECKLIST_TICKED",
      "CHECKLIST_UNTICKED",
      "POSTMORTEM_WRITTEN",
    ],
  },
];

/** A choice of none is refused here: for the API an empty list is every event. */
export const NONE_CHOSEN: Refusal = {
  code: "VALIDATION",
  message: "Choose at least one of these events, or every event.",
  field: ["input", "actions"],
};

/** What a webhook is told of, in short: "Every event", "Reported, Resolved", "7 events". */
export function saidActions(actions: readonly string[], spelt: (action: string) => string): string {
  if (actions.length === 0) return "Every event";
  return actions.length <= 2 ? actions.map(spelt).join(", ") : `${actions.length} events`;
}
