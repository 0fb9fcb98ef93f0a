import { type Period, type Flow } from "./periods";
import type { AnalyticsOverviewQueryVariables } from "./gql";
import type { PathOf, Question } from "./question";

/** What each panel about the course of time is given. */
export interface OverTime {
  readonly flow: readonly Flow[];
  readonly by: "DAY" | "WEEK";
  readonly choose: (unit: Question["unit"]) => void;
  readonly variables: AnalyticsOverviewQueryVariables;
  readonly pathOf: PathOf;
}

/** The address of the incidents that were reported in a period. */
export function pathTo({ startsAt, endsAt }: Pick<Period, "startsAt" | "endsAt">, pathOf: PathOf): string {
  return pathOf({ from: startsAt, until: endsAt });
}
