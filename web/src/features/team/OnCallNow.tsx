import { TriangleAlert } from "lucide-react";

import { Initials } from "@/components/PersonName";
import { Unpaged } from "@/components/Unpaged";

import classes from "./OnCallNow.module.css";
import { momentIn, stretchIn } from "./moments";
import { type Entry, entriesOf, mergedByPerson } from "./rota";
import { byTeam, type Schedule } from "./schedule";

/** For each team who is on call at this moment, who is next, and when nobody will be in the next two weeks. */
export function OnCallNow({ schedules, now }: { schedules: readonly Schedule[]; now: number }) {
  return (
    <section className={classes.teams} aria-label="On call now">
      {byTeam(schedules).map(([team, within]) => (
        <div key={team} className={classes.team}>
          <h2>{team}</h2>
          {within.map((schedule) => (
            <Duty key={schedule.id} schedule={schedule} team={team} now={now} />
          ))}
        </div>
      ))}
    </section>
  );
}

function Duty({ schedule, team, now }: { schedule: Schedule; team: string; now: number }) {
  const entries = mergedByPerson(entriesOf(schedule)).filter(({ endsAt }) => Date.parse(endsAt) > now);
  const [present, next] = entries;
  const gap = entries.slice(1).find(({ person }) => person === null);
  if (present === undefined) return null;
  return (
    <div className={classes.duty} role="group" aria-label={schedule.name}>
      {present.person === null ? (
        <span className={classes.nobody} aria-hidden />
      ) : (
        <Initials person={present.person} size={34} />
      )}
      <div>
        {schedule.name !== team && <p className={classes.schedule}>{schedule.name}</p>}
        <p className={classes.name} data-nobody={present.person === null || undefined}>
          {present.person?.name ?? "Nobody is on call"}
        </p>
        {present.person?.reachable === false && (
          <p>
            <Unpaged />
          </p>
        )}
        <p>{next === undefined ? "for two weeks at least" : `until ${momentIn(present.endsAt)}`}</p>
        {next?.person && <p>then {next.person.name}</p>}
        {next?.person?.reachable === false && (
          <p>
            <Unpaged />
          </p>
        )}
        {gap !== undefined && <Gap gap={gap} />}
      </div>
    </div>
  );
}

function Gap({ gap }: { gap: Entry }) {
  const away = gap.away.map(({ name }) => name).join(", ");
  return (
    <p className={classes.gap}>
      <TriangleAlert size={13} aria-hidden />
      <span>
        Nobody: {stretchIn(gap.startsAt, gap.endsAt)}
        {away !== "" && `, as ${away} is away`}
      </span>
    </p>
  );
}
