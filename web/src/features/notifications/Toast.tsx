import { Button } from "@mantine/core";

import { SeverityGlyph } from "@/components/Severity";
import { ToastLink } from "@/components/ToastLink";
import { incidentPath, PLACES } from "@/lib/places";

import type { Notification } from "./inbox";
import classes from "./Notifications.module.css";
import { mayAcknowledge, subjectOf, whatHappened } from "./words";

interface Props {
  notification: Notification;
  go: (path: string) => void;
  /** It is gone to: it is read. */
  onOpened: () => void;
  acknowledge: () => void;
}

/** What the viewer is told, in a corner: what it is about, what happened, and what can be done. */
export function Toast({ notification, go, onOpened, acknowledge }: Props) {
  const { incident } = notification;
  const subject = subjectOf(notification);
  return (
    <div className={classes.toast}>
      <div className={classes.toastTitle}>
        {incident !== null && <SeverityGlyph severity={incident.severity} />}
        {incident === null ? (
          subject
        ) : (
          <ToastLink to={incidentPath(incident.key)} go={go} onGone={onOpened}>
            {subject}
          </ToastLink>
        )}
      </div>
      <p>{whatHappened(notification)}</p>
      {mayAcknowledge(notification) && (
        <Button size="compact-xs" onClick={acknowledge}>
          Acknowledge
        </Button>
      )}
    </div>
  );
}

/** So much at once that nobody could read it one by one. */
export function StormToast({
  count,
  pages,
  go,
  onGone,
}: {
  count: number;
  pages: number;
  go: (path: string) => void;
  onGone: () => void;
}) {
  return (
    <div className={classes.toast}>
      <div className={classes.toastTitle}>
        <ToastLink to={PLACES.notifications.path} go={go} onGone={onGone}>{`${count} new notifications`}</ToastLink>
      </div>
      {pages > 0 && <p>{pages === 1 ? "One of them is an escalation." : `${pages} of them are escalations.`}</p>}
    </div>
  );
}
