import { SEVERITIES } from "@/components/Severity";
import { STATUSES } from "@/components/Status";
import type { BoardIncidentsQueryVariables, IncidentStatus, Severity } from "./gql";
import { anyOf, oneOf, text, type UrlField } from "@/lib/routing/urlState";

export const SORTS = ["newest", "oldest", "updated", "severity"] as const;
export type Sort = (typeof SORTS)[number];

/** What one asks the board for; it stands in the address. */
export interface Question {
  readonly text: string;
  readonly status: readonly IncidentStatus[];
  readonly severity: readonly Severity[];
  readonly sort: Sort;
}

const UNRESOLVED: readonly IncidentStatus[] = ["OPEN", "ASSIGNED", "IN_PROGRESS"];

export const QUESTION: { readonly [Name in keyof Question]: UrlField<Question[Name]> } = {
  text,
  status: anyOf(STATUSES, UNRESOLVED),
  severity: anyOf(SEVERITIES),
  sort: oneOf(SORTS),
};

/** The question that leaves nothing out. */
export const ANYTHING = { text: "", status: [], severity: [] } as const;

/** Whether nothing has been chosen: all that is unresolved is asked for. */
export function isUsual({ text, status, severity }: Question): boolean {
  return text === "" && severity.length === 0 && status.join() === UNRESOLVED.join();
}

const ORDERS: Record<Sort, NonNullable<BoardIncidentsQueryVariables["orderBy"]>> = {
  newest: { field: "CREATED_AT", direction: "DESC" },
  oldest: { field: "CREATED_AT", direction: "ASC" },
  updated: { field: "UPDATED_AT", direction: "DESC" },
  severity: { field: "SEVERITY", direction: "DESC" },
};

/** The question as the API is asked it. An empty choice of statuses or severities means any. */
export function variablesFor(question: Question, mine: boolean): Omit<BoardIncidentsQueryVariables, "first" | "after"> {
  const { status, severity, sort } = question;
  const filter = {
    ...(status.length > 0 && { status }),
    ...(severity.length > 0 && { severity }),
    ...(question.text.trim() !== "" && { text: question.text.trim() }),
    ...(mine && { mine }),
  };
  return { filter, orderBy: ORDERS[sort] };
}
