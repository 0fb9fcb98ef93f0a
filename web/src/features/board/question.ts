import { SEVERITIES } from "@/components/Severity";
import { STATUSES } from "@/components/Status";
import type { BoardIncidentFragment, BoardIncidentsQueryVariables, IncidentStatus, Severity, SlaState } from "./gql";
import { anyOf, moment, oneOf, text, type UrlField } from "@/lib/routing/urlState";

export const SORTS = ["newest", "oldest", "updated", "severity"] as const;
export type Sort = (typeof SORTS)[number];
export const VIEWS = ["table", "board"] as const;
export type View = (typeof VIEWS)[number];
export const SLA_STATES: readonly SlaState[] = ["BREACHED", "AT_RISK", "ON_TRACK", "MET"];

/** What one asks the board for, as IncidentsQuestion of lib/places.ts names it; it stands in the address. */
export interface Question {
  readonly text: string;
  readonly status: readonly IncidentStatus[];
  readonly severity: readonly Severity[];
  readonly sla: readonly SlaState[];
  readonly assignee: string;
  readonly reporter: string;
  readonly service: string;
  readonly team: string;
  readonly category: string;
  readonly from: string;
  readonly until: string;
  readonly sort: Sort;
  /** How the answer is shown, which is no part of what is asked. */
  readonly view: View;
}

/** What leaves incidents out. */
export type Filters = Omit<Question, "sort" | "view">;

export const UNRESOLVED: readonly IncidentStatus[] = ["OPEN", "ASSIGNED", "IN_PROGRESS"];

export const QUESTION: { readonly [Name in keyof Question]: UrlField<Question[Name]> } = {
  text,
  status: anyOf(STATUSES, UNRESOLVED),
  severity: anyOf(SEVERITIES),
  sla: anyOf(SLA_STATES),
  assignee: text,
  reporter: text,
  service: text,
  team: text,
  category: text,
  from: moment,
  until: moment,
  sort: oneOf(SORTS),
  view: oneOf(VIEWS),
};

/** The question that leaves nothing out. */
export const ANYTHING: Filters = {
  text: "",
  status: [],
  severity: [],
  sla: [],
  assignee: "",
  reporter: "",
  service: "",
  team: "",
  category: "",
  from: "",
  until: "",
};

/** What is asked where nothing has been chosen: all that is unresolved. */
export const USUAL: Filters = { ...ANYTHING, status: UNRESOLVED };

/** Whether nothing has been chosen. */
export function isUsual(question: Filters): boolean {
  return (Object.keys(USUAL) as (keyof Filters)[]).every((name) => String(question[name]) === String(USUAL[name]));
}

type Variables = Omit<BoardIncidentsQueryVariables, "first" | "after">;

const ORDERS: Record<Sort, NonNullable<BoardIncidentsQueryVariables["orderBy"]>> = {
  newest: { field: "CREATED_AT", direction: "DESC" },
  oldest: { field: "CREATED_AT", direction: "ASC" },
  updated: { field: "UPDATED_AT", direction: "DESC" },
  severity: { field: "SEVERITY", direction: "DESC" },
};

/** The question as the API is asked it. An empty choice of statuses or severities means any. */
export function variablesFor(question: Question): Variables {
  return { filter: filterFor(question), orderBy: ORDERS[question.sort] };
}

/** What is left out, as the API is told it. */
export function filterFor(question: Filters): NonNullable<Variables["filter"]> {
  const { status, severity, sla, text } = question;
  return {
    ...(status.length > 0 && { status }),
    ...(severity.length > 0 && { severity }),
    ...(sla.length > 0 && { sla }),
    ...(text.trim() !== "" && { text: text.trim() }),
    ...(question.assignee && { assigneeId: question.assignee }),
    ...(question.reporter && { reporterId: question.reporter }),
    ...(question.service && { serviceId: question.service }),
    ...(question.team && { teamId: question.team }),
    ...(question.category && { categoryId: question.category }),
    ...(question.from && { createdAfter: question.from }),
    ...(question.until && { createdBefore: question.until }),
  };
}

/** Whether an incident is among what is asked for; what its text says only SIEMS can tell. */
export function belongs(incident: BoardIncidentFragment, question: Filters): boolean {
  const { status, severity, sla, from, until } = question;
  return (
    isAnyOf(status, incident.status) &&
    isAnyOf(severity, incident.severity) &&
    (sla.length === 0 || (incident.sla !== null && sla.includes(incident.sla.state))) &&
    isOf(question.assignee, incident.assignee) &&
    isOf(question.reporter, incident.reporter) &&
    isOf(question.service, incident.service) &&
    isOf(question.team, incident.team) &&
    isOf(question.category, incident.category) &&
    (from === "" || Date.parse(incident.createdAt) >= Date.parse(from)) &&
    (until === "" || Date.parse(incident.createdAt) < Date.parse(until))
  );
}

function isAnyOf<Value>(chosen: readonly Value[], value: Value): boolean {
  return chosen.length === 0 || chosen.includes(value);
}

function isOf(id: string, thing: { readonly id: string } | null): boolean {
  return id === "" || thing?.id === id;
}
