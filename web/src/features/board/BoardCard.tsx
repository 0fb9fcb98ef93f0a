import { memo, useState } from "react";
import { Link } from "react-router";

import { PersonName } from "@/components/PersonName";
import { Severity } from "@/components/Severity";
import { NextSlaClock } from "@/components/SlaClock";
import { Age } from "@/components/Time";
import classes from "./BoardCard.module.css";
import { Choose } from "./Choose";
import type { BoardIncidentFragment } from "./gql";
import { Marks } from "./Marks";
import { type Selection, useIsChosen } from "./selection";
import { UnreadMark } from "./UnreadMark";
import { incidentPath } from "@/lib/places";
import { now } from "@/lib/time/clock";

const FRESH = 15_000;

interface Props {
  incident: BoardIncidentFragment;
  index: number;
  /** Where it begins, from the top of the column. */
  start: number;
  /** How many there are in the column, also those that have not been read. */
  of: number | null;
  measure: (card: HTMLElement | null) => void;
  selection: Selection;
}

/** An incident as a card; the whole card is the link. */
export const BoardCard = memo(function BoardCard({ incident, index, start, of, measure, selection }: Props) {
  const { id, key, title, severity, status, service, assignee, createdAt, sla } = incident;
  const [isFresh] = useState(() => now() - Date.parse(createdAt) < FRESH);
  const isUnresolved = status !== "RESOLVED" && status !== "CLOSED";
  return (
    <li
      ref={measure}
      className={classes.place}
      style={{ top: start }}
      data-id={id}
      data-index={index}
      aria-posinset={index + 1}
      aria-setsize={of ?? -1}
    >
      <article
        className={classes.card}
        data-severity={severity}
        data-fresh={isFresh || undefined}
        data-chosen={useIsChosen(selection, id) || undefined}
      >
        <div className={classes.line}>
          <Severity severity={severity} />
          <span className={classes.key}>{key}</span>
          <Marks incident={incident} />
          <span className={classes.choose}>
            <Choose incident={incident} selection={selection} />
          </span>
          <span className={classes.age}>
            <Age since={createdAt} />
          </span>
        </div>
        <div className={classes.title}>
          <UnreadMark incident={incident} />
          <Link to={incidentPath(key)} data-row>
            {title}
          </Link>
        </div>
        {service && <div className={classes.service}>{service.name}</div>}
        <div className={classes.line}>
          <span className={classes.assignee}>
            <PersonName person={assignee} />
          </span>
          {isUnresolved && <NextSlaClock sla={sla} />}
        </div>
      </article>
    </li>
  );
});
