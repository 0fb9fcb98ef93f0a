import { VisuallyHidden } from "@mantine/core";
import { ChevronsUp, Lock } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";

import { PersonName } from "@/components/PersonName";
import { Severity } from "@/components/Severity";
import { Status } from "@/components/Status";
import { Age } from "@/components/Time";
import classes from "./BoardTable.module.css";
import type { BoardIncidentFragment } from "./gql";
import { incidentPath } from "@/lib/places";
import { now } from "@/lib/time/clock";

const COLUMNS = ["Severity", "Incident", "Title", "Status", "Service", "Assignee", "Age"];
const FRESH = 15_000;

/** Incidents, one a row; the whole row is the link. */
export function BoardTable({ incidents }: { incidents: readonly BoardIncidentFragment[] }) {
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          {COLUMNS.map((column) => (
            <th key={column} scope="col" data-column={column}>
              {column === "Severity" ? <VisuallyHidden>{column}</VisuallyHidden> : column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {incidents.map((incident) => (
          <Row key={incident.id} incident={incident} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ incident }: { incident: BoardIncidentFragment }) {
  const { key, title, severity, status, service, assignee, createdAt } = incident;
  const [isFresh] = useState(() => now() - Date.parse(createdAt) < FRESH);
  return (
    <tr className={classes.row} data-fresh={isFresh || undefined}>
      <td data-column="Severity">
        <Severity severity={severity} compact />
      </td>
      <td data-column="Incident">{key}</td>
      <td data-column="Title">
        <Link to={incidentPath(key)} data-row className={classes.link}>
          {title}
        </Link>
        <Marks incident={incident} />
      </td>
      <td data-column="Status">
        <Status status={status} />
      </td>
      <td data-column="Service">{service?.name}</td>
      <td data-column="Assignee">
        <PersonName person={assignee} />
      </td>
      <td data-column="Age">
        <Age since={createdAt} />
      </td>
    </tr>
  );
}

function Marks({ incident: { restricted, escalationLevel } }: { incident: BoardIncidentFragment }) {
  return (
    <>
      {restricted && (
        <span className={classes.mark} title="Restricted: only those who take part see it">
          <Lock size={12} aria-hidden />
          <VisuallyHidden>Restricted</VisuallyHidden>
        </span>
      )}
      {escalationLevel > 0 && (
        <span className={classes.mark} title={`Escalated ${escalationLevel} times`}>
          <ChevronsUp size={13} aria-hidden />
          <VisuallyHidden>Escalated</VisuallyHidden>
          {escalationLevel}
        </span>
      )}
    </>
  );
}
