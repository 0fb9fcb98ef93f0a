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

const COUNT = ACTION_GROUPS.flatMap(({ actions }) => actions).length;

/** What a webhook is told of, in short: "Everything", "Reported, Resolved", "7 actions". */
export function saidActions(actions: readonly string[], spelt: (action: string) => string): string {
  if (actions.length === 0 || actions.length === COUNT) return "Everything";
  return actions.length <= 2 ? actions.map(spelt).join(", ") : `${actions.length} actions`;
}
