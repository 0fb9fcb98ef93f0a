import { ChevronsUp, Lock } from "lucide-react";

import { Hidden } from "@/components/Hidden";
import type { BoardIncidentFragment } from "./gql";
import classes from "./Marks.module.css";

type Marked = Pick<BoardIncidentFragment, "restricted" | "escalationLevel">;

/** What is special about an incident: restricted, escalated. */
export function Marks({ incident: { restricted, escalationLevel } }: { incident: Marked }) {
  return (
    <>
      {restricted && (
        <span className={classes.mark} title="Restricted: only those who take part see it">
          <Lock size={12} aria-hidden />
          <Hidden>Restricted</Hidden>
        </span>
      )}
      {escalationLevel > 0 && (
        <span className={classes.mark} title={`Escalated ${timesOf(escalationLevel)}`}>
          <ChevronsUp size={13} aria-hidden />
          <Hidden>Escalated</Hidden>
          {escalationLevel}
        </span>
      )}
    </>
  );
}

function timesOf(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}
