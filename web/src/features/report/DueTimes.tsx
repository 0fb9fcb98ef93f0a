import { Hourglass } from "lucide-react";
import { useQuery } from "urql";

import { Time } from "@/components/Time";

import { ReportDueDocument, ReportPoliciesDocument, type Severity } from "./gql";
import { type Policy, policyFor } from "./promise";
import classes from "./Report.module.css";

/** Until when service levels would have it responded to and resolved, if it were reported now. */
export function DueTimes({ severity, serviceId }: { severity: Severity; serviceId: string | null }) {
  const [{ data }] = useQuery({ query: ReportPoliciesDocument });
  const policy = policyFor(data?.slaPolicies ?? [], { severity, serviceId });
  return policy && <Due policy={policy} />;
}

function Due({ policy: { respondMinutes, resolveMinutes, calendar } }: { policy: Policy }) {
  const variables = {
    respond: respondMinutes ?? 1,
    hasRespond: respondMinutes !== null,
    resolve: resolveMinutes ?? 1,
    hasResolve: resolveMinutes !== null,
    calendarId: calendar?.id ?? null,
  };
  const [{ data, stale, fetching }] = useQuery({
    query: ReportDueDocument,
    variables,
    requestPolicy: "cache-and-network",
  });
  const { respond, resolve } = data ?? {};
  if (!respond && !resolve) return null;
  return (
    <p className={classes.due} data-stale={stale || fetching || undefined}>
      <Hourglass size={13} aria-hidden />
      <span>
        {respond && (
          <>
            Work is to begin by <Time at={respond.dueAt} />
          </>
        )}
        {respond && resolve && ", and "}
        {resolve && (
          <>
            {respond ? "it" : "It"} is to be resolved by <Time at={resolve.dueAt} />
          </>
        )}
        .
      </span>
    </p>
  );
}
