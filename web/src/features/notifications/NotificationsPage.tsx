import { Button, SegmentedControl } from "@mantine/core";
import { BellRing, CheckCheck, Inbox as InboxIcon, SlidersHorizontal, Smartphone } from "lucide-react";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { Link } from "react-router";

import { Notice } from "@/components/Notice";
import { Page } from "@/components/Page";
import { LinesSkeleton } from "@/components/PageSkeleton";
import { RelayList } from "@/components/RelayList";
import { useConnection } from "@/lib/graphql/useConnection";
import { useRowKeys } from "@/lib/keyboard/useRowKeys";
import { useLiveEvents, useLiveState } from "@/lib/live/context";
import { Soon } from "@/lib/live/soon";
import { SETTINGS } from "@/lib/places";
import { oneOf, useUrlState } from "@/lib/routing/urlState";
import { sayFailed } from "@/lib/toasts";

import { NotificationsInboxDocument, type NotificationsInboxQuery } from "./gql";
import { NotificationRow } from "./NotificationRow";
import classes from "./Notifications.module.css";
import { SettingsDialog } from "./SettingsDialog";
import { useArrivals, useInbox, useUnread } from "./useInbox";

type Shown = "all" | "unread";

const INBOX = {
  document: NotificationsInboxDocument,
  connection: (data: NotificationsInboxQuery) => data.notifications,
  pageSize: 30,
};
const ADDRESS = { show: oneOf<Shown>(["all", "unread"]) };

/** What the viewer is told, newest first; it grows by itself. */
export function Component() {
  const [{ show }, ask] = useUrlState<{ show: Shown }>(ADDRESS);
  const [settingsAreOpen, setSettingsAreOpen] = useState(false);
  const inbox = useInbox();
  const unread = useUnread();
  const list = useConnection(INBOX, { unread: show === "unread" ? true : null });
  const rows = useRef<HTMLUListElement>(null);
  useRowKeys(rows, "Notifications");
  useReadingAgain(list);
  const readAll = async () => {
    const refusal = await inbox.markRead("all");
    if (refusal === null) list.reload();
    else sayFailed(refusal.message);
  };
  const tools = (
    <>
      <Button
        size="xs"
        variant="default"
        leftSection={<CheckCheck size={14} />}
        disabled={unread === 0}
        onClick={() => void readAll()}
      >
        Mark all as read
      </Button>
      <Button
        size="xs"
        variant="default"
        leftSection={<SlidersHorizontal size={14} />}
        onClick={() => setSettingsAreOpen(true)}
      >
        This device
      </Button>
      <Button component={Link} to={SETTINGS} size="xs" variant="default" leftSection={<Smartphone size={14} />}>
        How I am reached
      </Button>
    </>
  );
  const tabs = (
    <SegmentedControl
      size="xs"
      aria-label="Show"
      value={show}
      data={[
        { value: "all", label: "All" },
        { value: "unread", label: unread === null || unread === 0 ? "Unread" : `Unread · ${unread}` },
      ]}
      onChange={(value) => ask({ show: value })}
    />
  );
  return (
    <Page title="Notifications" tools={tools} bar={tabs}>
      <RelayList
        list={list}
        skeleton={<LinesSkeleton />}
        empty={<Empty show={show} all={() => ask({ show: "all" })} />}
      >
        {(notifications) => (
          <ul ref={rows} className={classes.rows}>
            {notifications.map((notification) => (
              <NotificationRow key={notification.id} notification={notification} />
            ))}
          </ul>
        )}
      </RelayList>
      <SettingsDialog opened={settingsAreOpen} close={() => setSettingsAreOpen(false)} />
    </Page>
  );
}

function Empty({ show, all }: { show: Shown; all: () => void }) {
  if (show === "all") {
    return (
      <Notice icon={BellRing} title="You have not been told anything yet">
        What is escalated or assigned to you appears here by itself.
      </Notice>
    );
  }
  return (
    <Notice
      icon={InboxIcon}
      title="You have read everything"
      action={
        <Button variant="default" onClick={all}>
          Show all
        </Button>
      }
    />
  );
}

/** Reads the list again when something arrives, is acknowledged, was read in another tab, or may have been missed. */
function useReadingAgain(list: { readonly reload: () => void; readonly error: unknown }): void {
  const reload = useEffectEvent(() => list.reload());
  const reloadAfterFailure = useEffectEvent(() => {
    if (list.error !== null) list.reload();
  });
  const [soon] = useState(() => new Soon());
  useEffect(() => soon.begin(() => reload()), [soon]);
  useArrivals({ onArrived: () => soon.run(), onGap: () => soon.run() });
  useLiveEvents({
    onEvent: ({ kind }) => {
      if (kind === "ACKNOWLEDGED") soon.run(); // all escalations of its incident are, whoever did it
    },
  });
  const { status } = useLiveState();
  useEffect(() => {
    if (status !== "reconnecting") reloadAfterFailure();
  }, [status]);
}
