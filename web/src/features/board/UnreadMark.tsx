import { Hidden } from "@/components/Hidden";
import type { BoardIncidentFragment } from "./gql";
import { useIsUnread } from "./unread";
import classes from "./UnreadMark.module.css";

/** A dot where an incident has changed since the viewer opened it last. */
export function UnreadMark({ incident }: { incident: BoardIncidentFragment }) {
  if (!useIsUnread(incident)) return null;
  return (
    <span className={classes.mark} title="Changed since you opened it last">
      <Hidden>Unread</Hidden>
    </span>
  );
}
