import { TriangleAlert } from "lucide-react";

import type { Conflict } from "./meanwhile";
import classes from "./ConflictNotice.module.css";
import { Entry } from "../timeline/Entry";

/** What others have done since one read the incident: by whom, from what to what. */
export function ConflictNotice({ conflict: { incident, entries, more } }: { conflict: Conflict }) {
  return (
    <section className={classes.conflict} role="alert" aria-label="What has changed meanwhile">
      <h3>
        <TriangleAlert size={15} aria-hidden />
        {incident.key} has changed since you looked at it
      </h3>
      {more > 0 && <p>{more} earlier changes, and then:</p>}
      <ol>
        {entries.map((entry) => (
          <li key={entry.sequence}>
            <Entry entry={entry} />
          </li>
        ))}
      </ol>
      <p>Nothing of yours was done. You can do it to the incident as it is now, or leave it.</p>
    </section>
  );
}
