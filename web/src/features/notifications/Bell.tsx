import { ActionIcon, Tooltip } from "@mantine/core";
import { Bell as BellIcon, CheckCheck } from "lucide-react";
import { useEffect } from "react";
import { Link } from "react-router";

import { useActions } from "@/lib/actions/context";
import { PLACES } from "@/lib/places";
import { useViewer } from "@/lib/session/context";
import { countInTab } from "@/lib/tab";
import { sayFailed } from "@/lib/toasts";

import classes from "./Notifications.module.css";
import { useInbox, useUnread } from "./useInbox";
import { useTelling } from "./useTelling";

/** The way to what the viewer is told, and how much of it is unread. It is always there, and so it is what follows. */
export default function Bell() {
  const inbox = useInbox();
  const { id } = useViewer();
  const unread = useUnread() ?? 0;
  useEffect(() => inbox.start(id), [inbox, id]);
  useEffect(() => countInTab(unread), [unread]);
  useEffect(() => () => countInTab(0), []);
  useTelling();
  const readAll = async () => {
    const refusal = await inbox.markRead("all");
    if (refusal !== null) sayFailed(refusal.message);
  };
  useActions(
    [
      {
        id: "notifications read",
        label: "Mark all notifications as read",
        group: "General",
        icon: CheckCheck,
        run: () => void readAll(),
      },
    ],
    { general: true },
  );
  const label = unread === 0 ? "Notifications" : `Notifications, ${unread} unread`;
  return (
    <Tooltip label={label}>
      <ActionIcon
        component={Link}
        to={PLACES.notifications.path}
        variant="subtle"
        color="gray"
        size={30}
        aria-label={label}
        className={classes.bell}
      >
        <BellIcon size={16} />
        {unread > 0 && (
          <span className={classes.count} aria-hidden>
            {unread > 99 ? "99+" : unread}
          </span>
        )}
      </ActionIcon>
    </Tooltip>
  );
}
