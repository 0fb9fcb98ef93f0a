import type { BoardDutyQuery } from "../gql";

type Team = NonNullable<BoardDutyQuery["me"]>["teams"][number];

/** A time in which the viewer is on call. */
export interface Duty {
  readonly schedule: string;
  readonly startsAt: number;
  readonly endsAt: number;
}

/** When somebody is on call, the soonest first; what follows without a pause is one time. */
export function dutiesOf(personId: string, teams: readonly Team[]): Duty[] {
  const schedules = new Map(teams.flatMap((team) => team.onCallSchedules).map((each) => [each.id, each]));
  const duties = [...schedules.values()].flatMap(({ name, shifts }) => joined(name, personId, shifts));
  return duties.sort((one, other) => one.startsAt - other.startsAt);
}

function joined(schedule: string, personId: string, shifts: Team["onCallSchedules"][number]["shifts"]): Duty[] {
  const duties: Duty[] = [];
  for (const { startsAt, endsAt, user } of shifts) {
    if (user?.id !== personId) continue;
    const next = { schedule, startsAt: Date.parse(startsAt), endsAt: Date.parse(endsAt) };
    const last = duties.at(-1);
    if (last?.endsAt === next.startsAt) duties[duties.length - 1] = { ...last, endsAt: next.endsAt };
    else duties.push(next);
  }
  return duties;
}
