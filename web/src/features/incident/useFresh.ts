import { useEffect, useEffectEvent, useState } from "react";
import { useClient } from "urql";

import { IncidentAgainDocument } from "./gql";
import { useLiveEvents } from "@/lib/live/context";
import { Soon } from "@/lib/live/soon";

/** What changes only what the event brings along, or nothing of what this page shows beside the log. */
const SAID_ALREADY = new Set(["COMMENTED", "EVENT_RECEIVED", "ACKNOWLEDGED", "SLA_AT_RISK", "SLA_BREACHED"]);

/** Reads an incident again soon after events that change more of it than they tell: participants, checklist ... */
export function useFresh(id: string): void {
  const client = useClient();
  const read = useEffectEvent(() => {
    void client.query(IncidentAgainDocument, { id }, { requestPolicy: "network-only" }).toPromise();
  });
  const [soon] = useState(() => new Soon());
  useEffect(() => soon.begin(() => read()), [soon]);
  useLiveEvents({
    onEvent: ({ incidentId, kind }) => {
      if (incidentId === id && !SAID_ALREADY.has(kind)) soon.run();
    },
    onGap: () => soon.run(),
  });
}
