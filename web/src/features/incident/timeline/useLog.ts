import { useEffect, useState } from "react";
import { useClient } from "urql";

import { LogReader, type LogState } from "./reader";
import { useLiveEvents, useLiveState } from "@/lib/live/context";
import { useStore } from "@/lib/store";

export interface Log extends LogState {
  readonly catchUp: () => Promise<void>;
  readonly showEarlier: () => Promise<void>;
}

/** The log of an incident, which grows by itself. */
export function useLog(incidentId: string): Log {
  const client = useClient();
  const [reader] = useState(() => new LogReader(client, incidentId));
  const { status } = useLiveState();
  useEffect(() => {
    if (status !== "reconnecting") void reader.catchUp();
  }, [reader, status]);
  useLiveEvents({
    onEvent: (event) => {
      if (event.incidentId === incidentId) void reader.catchUp();
    },
    onGap: () => void reader.catchUp(),
  });
  return { ...useStore(reader.state), catchUp: reader.catchUp, showEarlier: reader.showEarlier };
}
