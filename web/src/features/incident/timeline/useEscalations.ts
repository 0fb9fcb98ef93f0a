import { useEffect, useEffectEvent, useState } from "react";
import { useQuery } from "urql";

import { type IncidentDetailsFragment, type IncidentEscalationFragment, IncidentEscalationsDocument } from "../gql";
import { valuesOf } from "./values";
import { useLiveEvents } from "@/lib/live/context";
import { Soon } from "@/lib/live/soon";

export interface Escalations {
  /** The escalation that an entry of the log tells of. */
  readonly of: (after: unknown) => IncidentEscalationFragment | undefined;
  /** The last one of now, if nobody has acknowledged it. */
  readonly ringing: IncidentEscalationFragment | null;
}

const TOLD_OF = new Set(["ESCALATED", "ACKNOWLEDGED"]);

/** The escalations of an incident: what the log does not say of them, and whether somebody has to acknowledge one. */
export function useEscalations({ id, escalationLevel }: IncidentDetailsFragment): Escalations {
  const [{ data }, ask] = useQuery({ query: IncidentEscalationsDocument, variables: { id } });
  const again = useEffectEvent(() => ask({ requestPolicy: "network-only" }));
  const [soon] = useState(() => new Soon());
  useEffect(() => soon.begin(() => again()), [soon]);
  useLiveEvents({
    onEvent: ({ incidentId, kind }) => {
      if (incidentId === id && TOLD_OF.has(kind)) soon.run();
    },
    onGap: () => soon.run(),
  });
  const found = data?.escalations?.edges.map(({ node }) => node) ?? [];
  const [last] = found; // newest first
  const isOfNow = last !== undefined && escalationLevel > 0 && last.level === escalationLevel;
  return {
    of: (after) => {
      const { round, level } = valuesOf(after);
      return found.find((each) => each.round === round && each.level === level);
    },
    ringing: isOfNow && last.acknowledgedAt === null ? last : null,
  };
}
