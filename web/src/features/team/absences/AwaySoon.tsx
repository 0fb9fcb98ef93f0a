import { useQuery } from "urql";

import { PersonName } from "@/components/PersonName";

import { TeamAbsencesDocument } from "../gql";
import { dayNamed, daysNamed, spelledDay } from "../moments";
import { useRegularly } from "../useRegularly";
import classes from "./AwaySoon.module.css";

const AHEAD = 14;

/** Who is away today and in the next two weeks. */
export function AwaySoon({ now }: { now: number }) {
  const [from, to] = [new Date(now), new Date(now)];
  to.setDate(to.getDate() + AHEAD);
  const today = spelledDay(from);
  const [{ data }, ask] = useQuery({
    query: TeamAbsencesDocument,
    variables: { from: today, to: spelledDay(to) },
    requestPolicy: "cache-and-network",
  });
  useRegularly(() => ask({ requestPolicy: "network-only" }));
  const absences = [...(data?.absences ?? [])].sort((one, other) => one.startsOn.localeCompare(other.startsOn));
  return (
    <section className={classes.away} aria-label="Away">
      <h2>Away</h2>
      {data?.absences && absences.length === 0 && <p>Nobody, in the next two weeks.</p>}
      <ul>
        {absences.map(({ id, startsOn, endsOn, user }) => (
          <li key={id}>
            <PersonName person={user} nobody="Somebody" />
            <span>{startsOn <= today ? `until ${dayNamed(endsOn)}` : daysNamed(startsOn, endsOn)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
