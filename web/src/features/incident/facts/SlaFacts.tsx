import type { IncidentDetailsFragment } from "../gql";
import { Fact, Part } from "./Fact";
import classes from "./SlaFacts.module.css";
import { SlaClock } from "@/components/SlaClock";
import { Time } from "@/components/Time";
import { spanOf } from "@/lib/time/format";

type Sla = NonNullable<IncidentDetailsFragment["sla"]>;

/** What was promised, until when, and how it stands. */
export function SlaFacts({ sla: { respond, resolve, policy } }: { sla: Sla }) {
  const promises = [
    { what: "Respond" as const, promise: respond, minutes: policy?.respondMinutes ?? null },
    { what: "Resolve" as const, promise: resolve, minutes: policy?.resolveMinutes ?? null },
  ];
  return (
    <Part title="Service level">
      <dl className={classes.sla}>
        {promises.map(
          ({ what, promise, minutes }) =>
            promise !== null && (
              <Fact key={what} name={what}>
                <SlaClock promise={promise} what={what} />
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
