import { Button, VisuallyHidden } from "@mantine/core";
import { EyeOff } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";

import { Severity } from "@/components/Severity";
import { Status } from "@/components/Status";
import { Age } from "@/components/Time";
import { incidentPath } from "@/lib/places";

import type { Notification } from "./inbox";
import classes from "./Notifications.module.css";
import { useAcknowledging } from "./useAcknowledging";
import { useInbox } from "./useInbox";
import { mayAcknowledge, subjectOf, whatHappened } from "./words";

/** One thing that the viewer is told. Opening it is reading it. */
export function NotificationRow({ notification }: { notification: Notification }) {
  const { id, incident, readAt, createdAt, escalation } = notification;
  const inbox = useInbox();
  const keeper = escalation?.acknowledgedByName ?? null;
  const open = () => {
    if (readAt === null) void inbox.markRead([id]);
  };
  return (
    <li className={classes.row} data-unread={readAt === null || undefined}>
      <span className={classes.dot}>{readAt === null && <VisuallyHidden>Unread</VisuallyHidden>}</span>
      <span className={classes.severity}>
        {incident === null ? <EyeOff size={14} aria-hidden /> : <Severity severity={incident.severity} compact />}
      </span>
      <div className={classes.what}>
        {incident === null ? (
          <button type="button" data-row className={classes.link} onClick={open}>
            {subjectOf(notification)}
          </button>
        ) : (
          <Link to={incidentPath(incident.key)} data-row className={classes.link} onClick={open}>
            {subjectOf(notification)}
          </Link>
        )}
        <p>
          {whatHappened(notification)}
          {keeper !== null && ` ${keeper} looks after it.`}
        </p>
      </div>
      <div className={classes.standing}>
        {mayAcknowledge(notification) && <Acknowledge notification={notification} />}
        <span className={classes.status}>{incident !== null && <Status status={incident.status} />}</span>
      </div>
      <span className={classes.age}>
        <Age since={createdAt} />
      </span>
    </li>
  );
}

function Acknowledge({ notification }: { notification: Notification }) {
  const acknowledge = useAcknowledging();
  const [pending, setPending] = useState(false);
  const press = async () => {
    setPending(true);
    await acknowledge(notification);
    setPending(false);
  };
  return (
    <Button
      size="compact-xs"
      variant="default"
      className={classes.acknowledge}
      loading={pending}
      aria-label={`Acknowledge ${notification.incident?.key ?? ""}`}
      onClick={() => void press()}
    >
      Acknowledge
    </Button>
  );
}
