import { useSyncExternalStore } from "react";

import { now } from "@/lib/time/clock";
import { ageOf, exactly, shortly } from "@/lib/time/format";
import { everySecond } from "@/lib/time/ticker";

/** A moment in the viewer's time zone; on hovering exactly. */
export function Time({ at }: { at: string }) {
  const moment = Date.parse(at);
  const said = useSyncExternalStore(everySecond, () => shortly(moment, now()));
  return (
    <time dateTime={at} title={exactly(moment)}>
      {said}
    </time>
  );
}

/** How long ago something was. It ticks, and is painted again only when it says something else. */
export function Age({ since }: { since: string }) {
  const moment = Date.parse(since);
  const said = useSyncExternalStore(everySecond, () => ageOf(moment, now()));
  return (
    <time dateTime={since} title={exactly(moment)}>
      {said}
    </time>
  );
}
