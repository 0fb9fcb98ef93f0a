import type { Notification } from "./inbox";

const SENTENCES: Partial<Record<Notification["kind"], string>> = {
  ASSIGNED: "It was assigned to you.",
  COMMENTED: "Somebody has commented on it.",
  RESOLVED: "It is resolved.",
  REOPENED: "It was reopened.",
  SLA_AT_RISK: "It may miss its service level.",
  SLA_BREACHED: "It has missed its service level.",
};

/** What happened, in a sentence about the incident. */
export function whatHappened({ kind, escalation }: Notification): string {
  const sentence = SENTENCES[kind];
  if (sentence !== undefined) return sentence;
  if (escalation === null) return "It was escalated to you.";
  const { ruleName, step, raisedBy, reason } = escalation;
  if (ruleName !== null) {
    const later = step !== null && step > 1 ? ` (step ${step})` : "";
    return `The rule “${ruleName}”${later} escalated it to you.`;
  }
  const by = raisedBy?.name ?? "Somebody";
  return reason === null ? `${by} escalated it to you.` : `${by} escalated it to you: “${reason}”`;
}

/** Whether somebody is called, and not only told. */
export function isPage({ kind }: Notification): boolean {
  return kind === "ESCALATED";
}

/** Whether the viewer can say that they look after it. */
export function mayAcknowledge({ incident, escalation }: Notification): boolean {
  const unresolved = incident !== null && !["RESOLVED", "CLOSED"].includes(incident.status);
  return unresolved && escalation !== null && escalation.acknowledgedAt === null;
}

/** What it is about, in a line. Of a restricted incident only the key, where others may look over the shoulder. */
export function subjectOf({ incident }: Notification, { inPublic = false } = {}): string {
  if (incident === null) return "An incident that you do not see any more";
  return inPublic && incident.restricted ? `${incident.key} (restricted)` : `${incident.key} ${incident.title}`;
}
