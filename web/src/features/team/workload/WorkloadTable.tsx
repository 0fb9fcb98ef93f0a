import { useId } from "react";
import { Link } from "react-router";

import { SEVERITY_LABELS, SeverityGlyph } from "@/components/Severity";
import { Age } from "@/components/Time";
import { incidentPath } from "@/lib/places";

import type { Severity, TeamWorkloadFragment } from "../gql";
import classes from "./WorkloadTable.module.css";

interface Row {
  readonly id: string;
  readonly name: string;
  readonly workload: TeamWorkloadFragment;
  /** Where the incidents are. */
  readonly path: string;
  readonly mark?: React.ReactNode;
  readonly note?: string;
}

const WEIGHTS: Record<Severity, number> = { CRITICAL: 8, HIGH: 4, MEDIUM: 2, LOW: 1 };

/** Who carries how much, the most first. */
export function WorkloadTable({ title, rows }: { title: string; rows: readonly Row[] }) {
  const heading = useId();
  const sorted = [...rows].sort((one, other) => other.workload.load - one.workload.load);
  const most = Math.max(1, ...rows.map(({ workload }) => workload.load));
  return (
    <section className={classes.section} aria-labelledby={heading}>
      <h2 id={heading}>{title}</h2>
      <table className={classes.table} aria-labelledby={heading}>
        <thead>
          <tr>
            {["Who", "Load", "Not resolved", "In progress", "Pages", "Oldest"].map((name) => (
              <th key={name} scope="col" data-column={name}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.map((row) => (
            <WorkloadRow key={row.id} row={row} most={most} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function WorkloadRow({ row, most }: { row: Row; most: number }) {
  const { load, open, assigned, inProgress, pages, nightPages, oldest } = row.workload;
  return (
    <tr>
      <th scope="row" data-column="Who">
        <Link to={row.path}>
          {row.mark}
          <span>{row.name}</span>
        </Link>
        {row.note !== undefined && row.note !== "" && <small>{row.note}</small>}
      </th>
      <td data-column="Load">
        <LoadBar workload={row.workload} most={most} />
        <b>{load}</b>
      </td>
      <td data-column="Not resolved">
        <Counts workload={row.workload} path={row.path} />
      </td>
      <td data-column="In progress">
        <span>
          {inProgress} of {open + assigned + inProgress}
        </span>
      </td>
      <td data-column="Pages">
        <span>
          {pages}
          {nightPages > 0 && <small> {nightPages} at night</small>}
        </span>
      </td>
      <td data-column="Oldest">
        {oldest === null ? (
          <span>–</span>
        ) : (
          <span>
            <Link to={incidentPath(oldest.key)}>{oldest.key}</Link> <Age since={oldest.createdAt} />
          </span>
        )}
      </td>
    </tr>
  );
}

/** The load as a bar, a part for each severity; the counts beside it say the same. */
function LoadBar({ workload, most }: { workload: TeamWorkloadFragment; most: number }) {
  return (
    <span className={classes.bar} aria-hidden>
      {workload.bySeverity
        .filter(({ count }) => count > 0)
        .map(({ severity, count }) => (
          <i
            key={severity}
            data-severity={severity}
            style={{ "--share": `${((count * WEIGHTS[severity]) / most) * 100}%` } as React.CSSProperties}
          />
        ))}
    </span>
  );
}

function Counts({ workload, path }: { workload: TeamWorkloadFragment; path: string }) {
  const there = workload.bySeverity.filter(({ count }) => count > 0);
  if (there.length === 0) return <span className={classes.none}>Nothing</span>;
  return (
    <span className={classes.counts}>
      {there.map(({ severity, count }) => (
        <Link key={severity} to={`${path}&severity=${severity}`} aria-label={`${count} ${SEVERITY_LABELS[severity]}`}>
          <SeverityGlyph severity={severity} size={12} />
          {count}
        </Link>
      ))}
    </span>
  );
}
