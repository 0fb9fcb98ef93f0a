import type { IncidentDetailsFragment } from "../gql";
import { Fact, Part } from "./Fact";
import classes from "./SlaFacts.module.css";
import { SlaClock } from "@/components/SlaClock";
import { Time } from "@/components/Time";
import { spanOf } from "@/lib/time/format";

interface Props {
  sla: NonNullable<IncidentDetailsFragment["sla"]>;
  incident: Pick<IncidentDetailsFragment, "startedAt" | "resolvedAt">;
}

/** What was promised, until when, and how it stands. */
export function SlaFacts({ sla: { respond, resolve, policy }, incident: { startedAt, resolvedAt } }: Props) {
  const promises = [
    {
      what: "Respond" as const,
      promise: respond,
      minutes: policy?.respondMinutes ?? null,
      endedAt: startedAt ?? resolvedAt,
    },
    { what: "Resolve" as const, promise: resolve, minutes: policy?.resolveMinutes ?? null, endedAt: resolvedAt },
  ];
  return (
    <Part title="Service level">
      <dl className={classes.sla}>
        {promises.map(
          ({ what, promise, minutes, endedAt }) =>
            promise !== null && (
              <Fact key={what} name={what}>
                <SlaClock promise={promise} what={what} endedAt={endedAt} />
                <span className={classes.due}>
                  by <Time at={promise.dueAt} />
                  {minutes !== null && `, ${spanOf(minutes * 60_000)} promised`}
                </span>
              </Fact>
            ),
        )}
        {policy !== null && (
          <Fact name="Policy">
            {policy.name}
            <span className={classes.due}>{policy.calendar?.name ?? "All hours count"}</span>
          </Fact>
        )}
      </dl>
    </Part>
  );
}
