import type { OperationContext } from "@urql/core";
import { useEffect, useEffectEvent, useState } from "react";

import { useLiveEvents } from "@/lib/live/context";
import type { IncidentEvent } from "@/lib/live/feed";
import { Soon } from "@/lib/live/soon";

type Ask = (options?: Partial<OperationContext>) => void;

const A_WHILE = 300_000;

/**
 * Asks again soon after an event of which `matters` says so and after a gap; and every few minutes, for what no event
 * tells.
 */
export function useAgain(ask: Ask, matters: (event: IncidentEvent) => boolean): void {
  const [soon] = useState(() => new Soon());
  const again = useEffectEvent(() => ask({ requestPolicy: "network-only" }));
  useEffect(() => soon.begin(() => again()), [soon]);
  useEffect(() => {
    const ticking = setInterval(() => soon.run(), A_WHILE);
    return () => clearInterval(ticking);
  }, [soon]);
  useLiveEvents({
    onEvent: (event) => {
      if (matters(event)) soon.run();
    },
    onGap: () => soon.run(),
  });
}
