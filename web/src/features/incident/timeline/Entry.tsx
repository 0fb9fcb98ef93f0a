import { VisuallyHidden } from "@mantine/core";

import type { IncidentEntryFragment } from "../gql";
import classes from "./Entry.module.css";
import { FieldChanges } from "./FieldChanges";
import { type FieldChange, wordFor } from "./values";
import { saidOf, whoDid } from "./words";
import { now } from "@/lib/time/clock";
import { clockTime, exactly, shortly } from "@/lib/time/format";

const NO_SUBJECT = new Set(["SLA_AT_RISK", "SLA_BREACHED"]);

/** Something that was done: a line of who, what and when, with what changed and the reason below it. */
export function Entry({ entry, children }: { entry: IncidentEntryFragment; children?: React.ReactNode }) {
  const { icon: Icon, words, changes, tone } = saidOf(entry);
  const status = changes.find(({ field }) => field === "status");
  return (
    <div className={classes.entry} data-tone={tone}>
      <span className={classes.icon}>
        <Icon size={13} aria-hidden />
      </span>
      <div className={classes.said}>
        <p>
          {!NO_SUBJECT.has(entry.action) && <strong>{whoDid(entry)}</strong>} {words}
          {status !== undefined && <StatusChange change={status} />}
          <Origin entry={entry} />
        </p>
        <FieldChanges changes={changes.filter((change) => change !== status)} />
        {entry.reason !== null && (
          <p className={classes.reason} data-own={entry.actorKind === "SYSTEM" || undefined}>
            {entry.reason}
          </p>
        )}
        {children}
      </div>
      <At at={entry.at} />
    </div>
  );
}

function StatusChange({ change: { before, after } }: { change: FieldChange }) {
  return (
    <span className={classes.status}>
      {wordFor("status", before)} <span aria-hidden>→</span>
      <VisuallyHidden>became</VisuallyHidden> {wordFor("status", after)}
    </span>
  );
}

/** Says of what was not recorded as it happened how SIEMS knows it; of an imported log once. */
function Origin({ entry: { origin, action } }: { entry: IncidentEntryFragment }) {
  if (origin === "INFERRED")
    return (
      <span className={classes.origin} title="Nobody recorded this: it must have been so between two other steps">
        inferred
      </span>
    );
  if (origin === "LIVE" || action !== "REPORTED") return null;
  return (
    <span className={classes.origin} title="This did not happen here: it was brought in with its log">
      imported
    </span>
  );
}

/** The time of day of an entry, where the day stands above it. */
export function At({ at, day = false }: { at: string; day?: boolean }) {
  const moment = Date.parse(at);
  return (
    <time dateTime={at} title={exactly(moment)} className={classes.at}>
      {day ? shortly(moment, now()) : clockTime(moment)}
    </time>
  );
}
