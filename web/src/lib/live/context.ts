import { createContext, use, useEffect, useEffectEvent } from "react";

import type { LiveFeed, LiveListener, LiveState } from "@/lib/live/feed";
import { useStore } from "@/lib/store";

export const LiveContext = createContext<LiveFeed | null>(null);

/** The feed of this page: to follow something else beside it. */
export function useLive(): LiveFeed {
  const live = use(LiveContext);
  if (live === null) throw new Error("There is no live feed around this component.");
  return live;
}

/** Whether this page is live. */
export function useLiveState(): LiveState {
  return useStore(useLive().state);
}

/** Calls what is given when something happens to any incident that the viewer sees, while the component is there. */
export function useLiveEvents(listener: LiveListener): void {
  const live = useLive();
  const onEvent = useEffectEvent((event: Parameters<NonNullable<LiveListener["onEvent"]>>[0]) =>
    listener.onEvent?.(event),
  );
  const onGap = useEffectEvent(() => listener.onGap?.());
  useEffect(() => live.listen({ onEvent, onGap }), [live]);
}
