import { useEffect, useEffectEvent } from "react";
import { useClient } from "urql";

import { useLive } from "@/lib/live/context";
import { useStore } from "@/lib/store";

import { type Inbox, type InboxListener, inboxOf } from "./inbox";

/** What the viewer is told. */
export function useInbox(): Inbox {
  return inboxOf(useClient(), useLive());
}

/** How many are unread; null until that is known. */
export function useUnread(): number | null {
  return useStore(useInbox().unread);
}

/** Calls what is given as things arrive and are read, for as long as the component is there. */
export function useArrivals(listener: InboxListener): void {
  const inbox = useInbox();
  const onArrived = useEffectEvent<NonNullable<InboxListener["onArrived"]>>((one) => listener.onArrived?.(one));
  const onRead = useEffectEvent<NonNullable<InboxListener["onRead"]>>((ids) => listener.onRead?.(ids));
  const onDismissed = useEffectEvent<NonNullable<InboxListener["onDismissed"]>>((id) => listener.onDismissed?.(id));
  const onGap = useEffectEvent(() => listener.onGap?.());
  useEffect(() => inbox.listen({ onArrived, onRead, onDismissed, onGap }), [inbox]);
}
