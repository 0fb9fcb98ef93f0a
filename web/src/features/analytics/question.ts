import { SEVERITIES } from "@/components/Severity";
import { type IncidentsQuestion, incidentsPath } from "@/lib/places";
import { oneOf, text, type UrlField } from "@/lib/routing/urlState";

import type { AnalyticsFilter, AnalyticsOverviewQueryVariables, Severity } from "./gql";
import { before, type Span } from "./span";

export const USUAL_DAYS = 30;
export const RANGES = ["30d", "7d", "90d", "365d", "custom"] as const;
export type Range = (typeof RANGES)[number];
export const GROUPINGS = ["severity", "service", "category", "team", "engineer"] as const;
export type GroupingName = (typeof GROUPINGS)[number];

/** What one asks the figures for; it stands in the address. */
export interface Question {
  readonly range: Range;
  /** The first and the last day of a range of one's own: 2026-11-26. */
  readonly from: string;
  readonly to: string;
  readonly severity: Severity | "any";
  /** Ids; empty is any. */
  readonly service: string;
  readonly team: string;
  readonly category: string;
  readonly engineer: string;
  readonly unit: "auto" | "day" | "week";
  readonly by: GroupingName;
}

export const QUESTION: { readonly [Name in keyof Question]: UrlField<Question[Name]> } = {
  range: oneOf(RANGES),
  from: text,
  to: text,
  severity: oneOf<Severity | "any">(["any", ...SEVERITIES]),
  service: text,
  team: text,
  category: text,
  engineer: text,
  unit: oneOf(["auto", "day", "week"]),
  by: oneOf(GROUPINGS),
};

export const UNFILTERED = { severity: "any", service: "", team: "", category: "", engineer: "" } as const;

export function isFiltered(question: Question): boolean {
  return (Object.keys(UNFILTERED) as (keyof typeof UNFILTERED)[]).some((name) => question[name] !== UNFILTERED[name]);
}

const LONGEST_BY_DAY = 35;

/** Day by day or week by week: as chosen, else what can be told apart. */
export function unitFor({ unit }: Pick<Question, "unit">, { days }: Span): "DAY" | "WEEK" {
  if (unit !== "auto") return unit === "day" ? "DAY" : "WEEK";
  return days <= LONGEST_BY_DAY ? "DAY" : "WEEK";
}

export function filterFor(question: Question): AnalyticsFilter {
  return {
    ...(question.severity !== "any" && { severity: question.severity }),
    ...(question.service !== "" && { serviceId: question.service }),
    ...(question.team !== "" && { teamId: question.team }),
    ...(question.category !== "" && { categoryId: question.category }),
    ...(question.engineer !== "" && { assigneeId: question.engineer }),
  };
}

const JUST = 60_000;

/** The question as the API is asked it. */
export function variablesFor(question: Question, span: Span): AnalyticsOverviewQueryVariables {
  const previous = before(span);
  return {
    since: span.since.toISOString(),
    until: span.until.toISOString(),
    previousSince: previous.since.toISOString(),
    previousUntil: previous.until.toISOString(),
    justBefore: new Date(span.since.getTime() - JUST).toISOString(),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    filter: filterFor(question),
    by: unitFor(question, span),
  };
}

/** The address of the incidents that the figures are of, of those only that are like `more` says. */
export type PathOf = (more?: IncidentsQuestion) => string;

export function pathsOf(question: Question, span: Span): PathOf {
  const { severity, service, team, category, engineer } = question;
  const all = {
    status: [],
    from: span.since.toISOString(),
    until: span.until.toISOString(),
    ...(severity !== "any" && { severity: [severity] }),
    ...(service !== "" && { service }),
    ...(team !== "" && { team }),
    ...(category !== "" && { category }),
    ...(engineer !== "" && { assignee: engineer }),
  };
  return (more = {}) => incidentsPath({ ...all, ...more });
}
