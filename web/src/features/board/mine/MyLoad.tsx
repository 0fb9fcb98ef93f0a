import { Gauge } from "lucide-react";
import { useQuery } from "urql";

import { BoardMyLoadDocument } from "../gql";
import { mayMoveSomething } from "../membership";
import classes from "./MyWork.module.css";
import { useAgain } from "./useAgain";
import { useViewer } from "@/lib/session/context";

/** How much the viewer has to carry, if they are one who works incidents. */
export function MyLoad() {
  const { id, role } = useViewer();
  const [{ data }, ask] = useQuery({ query: BoardMyLoadDocument, pause: role !== "ENGINEER" });
  useAgain(ask, (event) => role === "ENGINEER" && mayMoveSomething(event));
  const own = data?.engineerWorkloads?.edges.find(({ node }) => node.user.id === id)?.node.workload;
  if (own === undefined) return null;
  const figures = [
    ["Load", own.load],
    ["In hand", own.assigned + own.inProgress],
    ["Pages in 7 days", own.pages],
    ["Of them at night", own.nightPages],
  ] as const;
  return (
    <section className={classes.card} aria-label="Workload">
      <h2 title="1 for each low incident, 2 for medium, 4 for high, 8 for critical">
        <Gauge size={13} aria-hidden /> Workload
      </h2>
      <dl className={classes.figures}>
        {figures.map(([label, figure]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{figure}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
