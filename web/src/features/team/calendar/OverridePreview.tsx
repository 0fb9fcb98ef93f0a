import { useQuery } from "urql";

import type { Person } from "@/components/PersonName";

import { type TeamScheduleAtQuery, TeamAbsencesDocument, TeamScheduleAtDocument } from "../gql";
import { daysNamed, spelledDay, stretchIn } from "../moments";
import { changedBy, entriesOf } from "../rota";
import type { Schedule } from "../schedule";
import classes from "./OverridePreview.module.css";

interface Props {
  schedule: Schedule;
  person: Person;
  from: string;
  to: string;
}

/** What an override would change, and whether the person is there at all. */
export function OverridePreview({ schedule, person, from, to }: Props) {
  const sensible = Date.parse(from) < Date.parse(to);
  const [{ data }] = useQuery({
    query: TeamScheduleAtDocument,
    variables: { id: schedule.id, from, to },
    pause: !sensible,
    requestPolicy: "network-only",
  });
  const [{ data: leave }] = useQuery({
    query: TeamAbsencesDocument,
    variables: { from: spelledDay(new Date(from)), to: spelledDay(new Date(to)) },
    pause: !sensible,
  });
  const timeline = timelineIn(data);
  if (!sensible || timeline === null) return null;
  const changes = changedBy(entriesOf(timeline), person);
  const away = leave?.absences?.filter(({ user }) => user?.id === person.id) ?? [];
  return (
    <section className={classes.preview} aria-label="What it changes" aria-live="polite">
      <h3>What it changes</h3>
      {changes.length === 0 && <p>Nothing: {person.name} is on call then anyway.</p>}
      <ul>
        {changes.map((entry) => (
          <li key={entry.startsAt}>
            <span>{stretchIn(entry.startsAt, entry.endsAt)}</span>
            <b>
              {person.name} instead of {entry.person?.name ?? "nobody"}
            </b>
          </li>
        ))}
      </ul>
      {away.map(({ id, startsOn, endsOn }) => (
        <p key={id} className={classes.warning}>
          {person.name} is away {daysNamed(startsOn, endsOn)}: in that time the override does not count.
        </p>
      ))}
    </section>
  );
}

function timelineIn(data: TeamScheduleAtQuery | undefined) {
  const node = data?.node;
  return node && "shifts" in node ? (node as Required<Extract<typeof node, { shifts: unknown }>>) : null;
}
