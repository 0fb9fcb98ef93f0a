import type { IncidentStatus } from "@/lib/live/gql";
import { Hidden } from "@/components/Hidden";
import classes from "@/components/Status.module.css";

export const STATUSES: readonly IncidentStatus[] = ["OPEN", "ASSIGNED", "IN_PROGRESS", "RESOLVED", "CLOSED"];
export const STATUS_LABELS: Record<IncidentStatus, string> = {
  OPEN: "Open",
  ASSIGNED: "Assigned",
  IN_PROGRESS: "In progress",
  RESOLVED: "Resolved",
  CLOSED: "Closed",
};

const RING = { cx: 7, cy: 7, r: 5.5, fill: "none", stroke: "currentColor", strokeWidth: 1.6 };
const INSIDE: Record<IncidentStatus, React.ReactNode> = {
  OPEN: <circle {...RING} strokeDasharray="2.2 2.12" />,
  ASSIGNED: <circle {...RING} />,
  IN_PROGRESS: (
    <>
      <circle {...RING} />
      <path d="M7 3.6a3.4 3.4 0 0 1 0 6.8Z" fill="currentColor" />
    </>
  ),
  RESOLVED: (
    <>
      <circle cx={7} cy={7} r={6.3} fill="currentColor" />
      <path d="m4.2 7.2 2 2 3.7-4" className={classes.mark} />
    </>
  ),
  CLOSED: (
    <>
      <circle {...RING} />
      <path d="m4.6 7.1 1.8 1.8 3.1-3.5" fill="none" stroke="currentColor" strokeWidth={1.5} />
    </>
  ),
};

/** Where an incident stands: a ring that fills on the way. */
export function StatusGlyph({ status, size = 14 }: { status: IncidentStatus; size?: number }) {
  return (
    <svg className={classes.glyph} data-status={status} width={size} height={size} viewBox="0 0 14 14" aria-hidden>
      {INSIDE[status]}
    </svg>
  );
}

/** The glyph with the word; with `compact` the word is only read out. */
export function Status({ status, compact = false }: { status: IncidentStatus; compact?: boolean }) {
  const label = STATUS_LABELS[status];
  return (
    <span className={classes.status} title={compact ? label : undefined}>
      <StatusGlyph status={status} />
      {compact ? <Hidden>{label}</Hidden> : label}
    </span>
  );
}
