import type { LucideIcon } from "lucide-react";
import { Link } from "react-router";

import { Severity } from "@/components/Severity";
import { NextSlaClock } from "@/components/SlaClock";
import { Age } from "@/components/Time";
import type { BoardIncidentFragment } from "../gql";
import { Marks } from "../Marks";
import { UnreadMark } from "../UnreadMark";
import classes from "./Work.module.css";
import { incidentPath } from "@/lib/places";

interface GroupProps {
  icon: LucideIcon;
  title: string;
  count: number | null;
  /** Cannot wait. */
  urgent?: boolean;
  children: React.ReactNode;
}

/** Incidents that need the same of the viewer. */
export function WorkGroup({ icon: Icon, title, count, urgent = false, children }: GroupProps) {
  return (
    <section className={classes.group} aria-label={title} data-urgent={urgent || undefined}>
      <h2 className={classes.head}>
        <Icon size={15} aria-hidden />
        {title}
        <span className={classes.count}>{count ?? ""}</span>
      </h2>
      <ul className={classes.list}>{children}</ul>
    </section>
  );
}

interface ItemProps {
  incident: BoardIncidentFragment;
  /** Why it is here, where that is not plain. */
  why?: React.ReactNode;
  /** What one does about it. */
  action?: React.ReactNode;
}

/** An incident that needs something; the whole line is the link, but for what one does about it. */
export function WorkItem({ incident, why, action }: ItemProps) {
  const { key, title, severity, status, service, createdAt, sla } = incident;
  const isUnresolved = status !== "RESOLVED" && status !== "CLOSED";
  return (
    <li className={classes.item}>
      <Severity severity={severity} compact />
      <span className={classes.key}>{key}</span>
      <div className={classes.what}>
        <UnreadMark incident={incident} />
        <Link to={incidentPath(key)} data-row className={classes.link}>
          {title}
        </Link>
        <span className={classes.marks}>
          <Marks incident={incident} />
        </span>
        <div className={classes.more}>
          {service && <span>{service.name}</span>}
          {why}
        </div>
      </div>
      <span className={classes.clock}>{isUnresolved && <NextSlaClock sla={sla} />}</span>
      <span className={classes.age}>
        <Age since={createdAt} />
      </span>
      {action && <span className={classes.action}>{action}</span>}
    </li>
  );
}
