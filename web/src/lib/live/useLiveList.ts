import { useEffect, useEffectEvent, useState } from "react";

import type { List } from "@/lib/graphql/useConnection";
import { useLiveEvents, useLiveState } from "@/lib/live/context";
import type { IncidentEvent } from "@/lib/live/feed";
import { Soon } from "@/lib/live/soon";

/**
 * Keeps a list as it is in SIEMS: it is read again soon after an event of which `mustReadAgain` says so, after a gap,
 * and when the connection is back after it could not be read. Rows that only change do so by themselves.
 */
export function useLiveList<Node>(list: List<Node>, mustReadAgain: (event: IncidentEvent) => boolean): void {
  const reload = useEffectEvent(() => list.reload());
  const reloadAfterFailure = useEffectEvent(() => {
    if (list.error !== null) list.reload();
  });
  const [soon] = useState(() => new Soon());
  useEffect(() => soon.begin(() => reload()), [soon]);
  useLiveEvents({
    onEvent: (event) => {
      if (mustReadAgain(event)) soon.run();
    },
    onGap: () => soon.run(),
  });
  const { status } = useLiveState();
  useEffect(() => {
    if (status !== "reconnecting") reloadAfterFailure();
  }, [status]);
}
