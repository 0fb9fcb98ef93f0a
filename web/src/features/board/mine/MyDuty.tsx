import { Phone } from "lucide-react";
import { useState, useSyncExternalStore } from "react";
import { useQuery } from "urql";

import { Time } from "@/components/Time";
import { BoardDutyDocument } from "../gql";
import { type Duty, dutiesOf } from "./duty";
import classes from "./MyWork.module.css";
import { useAgain } from "./useAgain";
import { useViewer } from "@/lib/session/context";
import { now } from "@/lib/time/clock";
import { everySecond } from "@/lib/time/ticker";

const AHEAD = 28 * 86_400_000;
const MINUTE = 60_000;
const SHOWN = 2;

/** Whether the viewer is on call, until when, and when next. */
export function MyDuty() {
  const { id } = useViewer();
  const [{ from, to }] = useState(() => ({
    from: new Date(now()).toISOString(),
    to: new Date(now() + AHEAD).toISOString(),
  }));
  const [{ data }, ask] = useQuery({ query: BoardDutyDocument, variables: { from, to } });
  useAgain(ask, () => false);
  const present = useSyncExternalStore(everySecond, () => Math.ceil(now() / MINUTE) * MINUTE);
  if (!data?.me) return null;
  const duties = dutiesOf(id, data.me.teams).filter(({ endsAt }) => endsAt > present);
  const running = duties.filter(({ startsAt }) => startsAt <= present);
  const next = duties.filter((duty) => !running.includes(duty)).slice(0, SHOWN);
  return (
    <section className={classes.card} aria-label="On call">
      <h2>
        <Phone size={13} aria-hidden /> On call
      </h2>
      <ul className={classes.duties}>
        {running.map((duty) => (
          <Present key={duty.schedule} duty={duty} />
        ))}
        {next.map(({ schedule, startsAt, endsAt }) => (
          <li key={`${schedule} ${startsAt}`}>
            Next <Time at={iso(startsAt)} /> to <Time at={iso(endsAt)} />
            <div className={classes.dim}>{schedule}</div>
          </li>
        ))}
        {duties.length === 0 && <li className={classes.dim}>Not within the next four weeks</li>}
      </ul>
    </section>
  );
}

function Present({ duty: { schedule, endsAt } }: { duty: Duty }) {
  return (
    <li>
      <span className={classes.now}>You are on call</span> until <Time at={iso(endsAt)} />
      <div className={classes.dim}>{schedule}</div>
    </li>
  );
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
