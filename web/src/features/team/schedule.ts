import type { TeamCalendarQuery, TeamSchedulesQuery } from "./gql";

export type Schedule = NonNullable<TeamSchedulesQuery["onCallSchedules"]>[number];
/** What of a schedule lies in the days that the calendar shows. */
export type Shown = NonNullable<TeamCalendarQuery["onCallSchedules"]>[number];

/** By team, in the order of the schedules' names. */
export function byTeam(schedules: readonly Schedule[]): readonly (readonly [string, readonly Schedule[]])[] {
  const teams = new Map<string, Schedule[]>();
  for (const schedule of schedules) {
    const name = schedule.team?.name ?? "No team";
    teams.set(name, [...(teams.get(name) ?? []), schedule]);
  }
  return [...teams].sort(([one], [other]) => one.localeCompare(other));
}
