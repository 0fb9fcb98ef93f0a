import { Lock } from "lucide-react";

import type { IncidentDetailsFragment } from "./gql";
import classes from "./Head.module.css";
import { PersonName } from "@/components/PersonName";
import { Severity } from "@/components/Severity";
import { SlaClock } from "@/components/SlaClock";
import { Status } from "@/components/Status";
import { Age } from "@/components/Time";

/** The key and the title. */
export function Heading({ incident: { key, title } }: { incident: IncidentDetailsFragment }) {
  return (
    <>
      <span className={classes.key}>{key}</span> {title}
    </>
  );
}

/** How an incident stands, in a line. */
export function Standing({ incident }: { incident: IncidentDetailsFragment }) {
  const { severity, status, restricted, sla, createdAt, assignee, escalationLevel, startedAt, resolvedAt } = incident;
  const [respond, resolve] = [sla?.respond ?? null, sla?.resolve ?? null];
  return (
    <div className={classes.standing}>
      <Severity severity={severity} />
      <Status status={status} />
      <PersonName person={assignee} nobody="Nobody has it" />
      {restricted && (
        <span className={classes.restricted} title="Only those who take part in it, managers and administrators see it">
          <Lock size={12} aria-hidden /> Restricted
        </span>
      )}
      {respond !== null && <SlaClock promise={respond} what="Respond" endedAt={startedAt ?? resolvedAt} />}
      {resolve !== null && <SlaClock promise={resolve} what="Resolve" endedAt={resolvedAt} />}
      {escalationLevel > 0 && <span className={classes.escalated}>Escalated, level {escalationLevel}</span>}
      <span className={classes.age}>
        <Age since={createdAt} /> old
      </span>
    </div>
  );
}
