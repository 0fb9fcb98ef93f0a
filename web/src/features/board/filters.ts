import {
  CalendarRange,
  Layers,
  type LucideIcon,
  Tag,
  TimerReset,
  UserRound,
  UserRoundPen,
  UsersRound,
} from "lucide-react";

import type { Filters, Question } from "./question";
import type { SlaState } from "./gql";

export const SLA_LABELS: Record<SlaState, string> = {
  BREACHED: "Breached",
  AT_RISK: "At risk",
  ON_TRACK: "On track",
  MET: "Met",
};

/** What can be filtered by beside words, status and severity. */
export const FILTERS = {
  sla: { label: "SLA", icon: TimerReset },
  assignee: { label: "Assignee", icon: UserRound },
  reporter: { label: "Reporter", icon: UserRoundPen },
  service: { label: "Service", icon: Layers },
  team: { label: "Team", icon: UsersRound },
  category: { label: "Category", icon: Tag },
  dates: { label: "Reported", icon: CalendarRange },
} as const satisfies Record<string, { label: string; icon: LucideIcon }>;

export type FilterName = keyof typeof FILTERS;

/** The filters that leave something out, in their order. */
export function filtersIn(question: Filters): FilterName[] {
  return (Object.keys(FILTERS) as FilterName[]).filter((name) =>
    name === "dates" ? question.from !== "" || question.until !== "" : question[name].length > 0,
  );
}

/** The change of a question that takes a filter away. */
export function without(name: FilterName): Partial<Question> {
  if (name === "dates") return { from: "", until: "" };
  return name === "sla" ? { sla: [] } : { [name]: "" };
}

/** When something was reported, in words: "since 3 Jan", "3 Jan – 9 Jan". */
export function rangeSaid({ from, until }: Pick<Filters, "from" | "until">): string {
  const [first, last] = [from && dayOf(Date.parse(from)), until && dayOf(Date.parse(until) - 1)];
  if (first && last) return first === last ? first : `${first} – ${last}`;
  return first ? `since ${first}` : `until ${last}`;
}

function dayOf(at: number): string {
  const thisYear = new Date(at).getFullYear() === new Date().getFullYear();
  return new Intl.DateTimeFormat(undefined, {
    day: "numeric",
    month: "short",
    ...(!thisYear && { year: "numeric" }),
  }).format(at);
}
