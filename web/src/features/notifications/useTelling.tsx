import { useEffect, useEffectEvent, useRef } from "react";
import { useNavigate } from "react-router";

import { useLiveEvents } from "@/lib/live/context";
import { incidentPath, PLACES } from "@/lib/places";
import { useStore } from "@/lib/store";

import { makeHeard } from "./heard";
import type { Notification } from "./inbox";
import { settings } from "./settings";
import { getReady } from "./sound";
import { Toast } from "./Toast";
import { Toaster } from "./toaster";
import { useAcknowledging } from "./useAcknowledging";
import { useInbox } from "./useInbox";

/** What makes a page pointless: somebody looks after the incident, or nobody needs to. */
const SETTLING = new Set(["ACKNOWLEDGED", "CLAIMED", "STARTED", "RESOLVED", "CLOSED", "WITHDRAWN"]);

/** Tells the viewer what arrives, as this device is set: in a corner, outside of the page, and by a sound. */
export function useTelling(): void {
  const inbox = useInbox();
  const navigate = useNavigate();
  const acknowledge = useAcknowledging();
  const go = useEffectEvent((path: string) => void navigate(path));
  const toast = useEffectEvent((notification: Notification) => (
    <Toast
      notification={notification}
      go={(path) => void navigate(path)}
      onOpened={() => void inbox.markRead([notification.id])}
      acknowledge={() => void acknowledge(notification)}
    />
  ));
  const open = useEffectEvent(({ id, incident }: Notification) => {
    void navigate(incident === null ? PLACES.notifications.path : incidentPath(incident.key));
    void inbox.markRead([id]);
  });
  const shown = useRef<Toaster>(null);
  useLiveEvents({
    onEvent: ({ kind, incidentId }) => {
      if (SETTLING.has(kind)) shown.current?.hideAbout(incidentId);
    },
  });
  useEffect(() => {
    const toaster = new Toaster({
      toast: (one) => toast(one),
      go: (path) => go(path),
      onDismissed: (id) => inbox.dismiss(id),
    });
    shown.current = toaster;
    const deaf = inbox.listen({
      onArrived: (notification) => {
        toaster.show(notification);
        void makeHeard(notification, () => open(notification));
      },
      onRead: (ids) => {
        if (ids === "all") toaster.hideAll();
        else for (const id of ids) toaster.hide(id);
      },
      onDismissed: (id) => toaster.hide(id),
    });
    return () => {
      deaf();
      toaster.hideAll();
    };
  }, [inbox]);
  useReadiness();
}

/** A sound is possible only after a click: the first one is as good as any. */
function useReadiness(): void {
  const { sound } = useStore(settings);
  useEffect(() => (sound ? getReady() : undefined), [sound]);
}
