import { Button, Progress as ProgressLine } from "@mantine/core";
import { CircleCheck, OctagonAlert } from "lucide-react";
import { Link } from "react-router";

import classes from "./BulkBar.module.css";
import type { Progress, Work } from "./bulk";
import { incidentPath } from "@/lib/places";

interface Props {
  progress: Progress;
  running: boolean;
  retry: () => void;
  close: () => void;
}

/** How far the work is, and in the end what was done and what was refused, each with the reason. */
export function BulkProgress({ progress, running, retry, close }: Props) {
  const { of, done, refused, work } = progress;
  const through = done.length + refused.length;
  return (
    <div className={classes.progress}>
      <div className={classes.line} role="status">
        {running ? (
          <span>
            {through} of {of}…
          </span>
        ) : (
          <>
            <CircleCheck size={15} aria-hidden className={classes.done} />
            <span>{doneSaid(work, done.length)}</span>
            {refused.length > 0 && <strong>{refused.length} refused</strong>}
          </>
        )}
        {!running && (
          <span className={classes.ways}>
            {refused.length > 0 && (
              <Button size="compact-xs" variant="default" onClick={retry}>
                Try {refused.length === 1 ? "it" : `those ${refused.length}`} again
              </Button>
            )}
            <Button size="compact-xs" variant="default" onClick={close}>
              Close
            </Button>
          </span>
        )}
      </div>
      {running && <ProgressLine size="sm" aria-label="Progress" value={(100 * through) / of} />}
      {refused.length > 0 && (
        <ul className={classes.refused} aria-label="Refused">
          {refused.map(({ incident: { id, key, title }, why }) => (
            <li key={id}>
              <OctagonAlert size={13} aria-hidden />
              <Link to={incidentPath(key)} title={title}>
                {key}
              </Link>
              <span>{why}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function doneSaid(work: Work, count: number): string {
  switch (work.kind) {
    case "assign":
      return `${count} assigned to ${work.to.name}`;
    case "auto-assign":
      return `${count} assigned`;
    case "claim":
      return `${count} claimed`;
  }
}
