import type { IncidentEntryFragment } from "../gql";
import classes from "./Entry.module.css";
import { FieldChanges } from "./FieldChanges";
import { saidOf, whoDid } from "./words";
import { now } from "@/lib/time/clock";
import { clockTime, exactly, shortly } from "@/lib/time/format";

const NO_SUBJECT = new Set(["SLA_AT_RISK", "SLA_BREACHED"]);

/** Something that was done: a line of who, what and when, with what changed and the reason below it. */
export function Entry({ entry, children }: { entry: IncidentEntryFragment; children?: React.ReactNode }) {
  const { icon: Icon, words, changes, tone } = saidOf(entry);
  return (
    <div className={classes.entry} data-tone={tone}>
      <span className={classes.icon}>
        <Icon size={13} aria-hidden />
      </span>
      <div className={classes.said}>
        <p>
          {NO_SUBJECT.has(entry.action) ? "SIEMS: " : <strong>{whoDid(entry)}</strong>} {words}
          {entry.origin !== "LIVE" && (
            <span className={classes.origin} title={ORIGINS[entry.origin]}>
              {entry.origin === "INFERRED" ? "inferred" : "imported"}
            </span>
          )}
        </p>
        <FieldChanges changes={changes} />
        {children}
        {entry.reason !== null && <p className={classes.reason}>{entry.reason}</p>}
      </div>
      <At at={entry.at} />
    </div>
  );
}

const ORIGINS = {
  LIVE: "",
  IMPORTED: "This was not done here: it was brought in with the incident",
  INFERRED: "Nobody has recorded this: it must have been so between two other steps",
};

/** The time of day of an entry; the day stands above it. */
export function At({ at, day = false }: { at: string; day?: boolean }) {
  const moment = Date.parse(at);
  return (
    <time dateTime={at} title={exactly(moment)} className={classes.at}>
      {day ? shortly(moment, now()) : clockTime(moment)}
    </time>
  );
}
