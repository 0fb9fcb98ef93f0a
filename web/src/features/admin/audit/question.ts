import { anyOf, text, type UrlField } from "@/lib/routing/urlState";

import type { AdminTrailEntryFragment, AuditFilter, SubjectKind } from "../gql";

export const KIND_LABELS: Record<SubjectKind, string> = {
  INCIDENT: "Incident",
  ORGANIZATION: "Organization",
  USER: "User",
  TEAM: "Team",
  SERVICE: "Service",
  CATEGORY: "Category",
  API_KEY: "API key",
  ESCALATION_RULE: "Escalation rule",
  SKILL: "Skill",
  ON_CALL_SCHEDULE: "On-call schedule",
  ASSIGNMENT_RULE: "Assignment rule",
  SLA_POLICY: "SLA policy",
  BUSINESS_CALENDAR: "Business calendar",
  INCIDENT_TEMPLATE: "Template",
  WEBHOOK: "Webhook",
  DELIVERY: "Delivery",
};
export const KINDS = Object.keys(KIND_LABELS) as SubjectKind[];

/** What one asks the trail for; it stands in the address. Days are the viewer's, and both are included. */
export interface TrailQuestion {
  readonly kind: readonly SubjectKind[];
  readonly actor: string;
  readonly subject: string;
  readonly from: string;
  readonly to: string;
}

export const QUESTION: { readonly [Name in keyof TrailQuestion]: UrlField<TrailQuestion[Name]> } = {
  kind: anyOf(KINDS),
  actor: text,
  subject: text,
  from: text,
  to: text,
};

export const ANYTHING: TrailQuestion = { kind: [], actor: "", subject: "", from: "", to: "" };

export function filterFor({ kind, actor, subject, from, to }: TrailQuestion): AuditFilter {
  return {
    ...(kind.length > 0 && { kind: [...kind] }),
    ...(actor !== "" && { actorId: actor }),
    ...(subject !== "" && { subjectId: subject }),
    ...withMoment("since", from, 0),
    ...withMoment("until", to, 1),
  };
}

/** The beginning of a day of the viewer's, or of one `later`; nothing if it is no day. */
function withMoment(name: "since" | "until", day: string, later: number): AuditFilter {
  const moment = new Date(`${day}T00:00:00`);
  if (day === "" || Number.isNaN(moment.getTime())) return {};
  moment.setDate(moment.getDate() + later);
  return { [name]: moment.toISOString() };
}

/** ROLE_CHANGED as people read it. */
export function spelt(action: string): string {
  const words = action.toLowerCase().replaceAll("_", " ");
  return words.replace(/\b(api|sla)\b/, (word) => word.toUpperCase()).replace(/^./, (first) => first.toUpperCase());
}

/** What something is called, if it is still there. */
export function nameOf(subject: AdminTrailEntryFragment["subject"]): string | null {
  if (subject === null) return null;
  if ("key" in subject) return `${subject.key} ${subject.title}`;
  return "name" in subject ? subject.name : null;
}
