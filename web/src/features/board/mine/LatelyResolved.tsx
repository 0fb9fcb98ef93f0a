import { History } from "lucide-react";
import { useMemo } from "react";
import { Link } from "react-router";

import { Age } from "@/components/Time";
import { type Question, USUAL } from "../question";
import { useRows } from "../useRows";
import classes from "./MyWork.module.css";
import { incidentPath } from "@/lib/places";
import { useViewer } from "@/lib/session/context";

const RESOLVED: Omit<Question, "assignee"> = {
  ...USUAL,
  status: ["RESOLVED", "CLOSED"],
  sort: "updated",
  view: "table",
};
const SHOWN = 5;

/** What the viewer resolved, the last changed first. */
export function LatelyResolved() {
  const { id } = useViewer();
  const { nodes } = useRows(
    useMemo(() => ({ ...RESOLVED, assignee: id }), [id]),
    SHOWN,
  );
  if (nodes.length === 0) return null;
  return (
    <section className={classes.card} aria-label="Resolved lately">
      <h2>
        <History size={13} aria-hidden /> Resolved lately
      </h2>
      <ul className={classes.lately}>
        {nodes.slice(0, SHOWN).map(({ id, key, title, updatedAt }) => (
          <li key={id}>
            <Link to={incidentPath(key)} title={title}>
              {key} {title}
            </Link>
            <span className={classes.dim}>
              <Age since={updatedAt} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
