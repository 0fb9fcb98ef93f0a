import { useEffect, useEffectEvent, useMemo, useState } from "react";
import { useClient } from "urql";

import {
  BoardCountDocument,
  type BoardIncidentFragment,
  BoardIncidentsDocument,
  type BoardIncidentsQuery,
} from "./gql";
import { mayMoveSomething, mustReadAgain } from "./membership";
import { arranged } from "./order";
import { belongs, type Question, variablesFor } from "./question";
import { type List, useConnection } from "@/lib/graphql/useConnection";
import { useLiveEvents } from "@/lib/live/context";
import type { IncidentEvent } from "@/lib/live/feed";
import { Soon } from "@/lib/live/soon";
import { useLiveList } from "@/lib/live/useLiveList";

type Heard = ReadonlyMap<string, BoardIncidentFragment>;

const INCIDENTS = { document: BoardIncidentsDocument, connection: (data: BoardIncidentsQuery) => data.incidents };
const PAGE = 100;
const NOTHING: Heard = new Map();
const COUNT_AFTER = 600;

/**
 * The incidents that are asked for, live: an event says all that decides whether its incident is among them and where,
 * so that however many there are nothing is read again. Only of words SIEMS must be asked.
 */
export function useRows(question: Question, pageSize = PAGE): List<BoardIncidentFragment> {
  const variables = variablesFor(question);
  const asked = JSON.stringify(variables);
  const list = useConnection({ ...INCIDENTS, pageSize }, variables); // the first source is kept
  const heard = useHeard(asked, question);
  const total = useTotal(asked, list);
  useLiveList(list, (event) => mustReadAgain(event, question));
  const nodes = useMemo(
    () => arranged(list.nodes, heard, question, list.hasMore),
    [list.nodes, list.hasMore, heard, question],
  );
  return { ...list, nodes, totalCount: list.hasMore || question.text !== "" ? total : nodes.length };
}

/** What was heard of since the question was asked and is asked for: each incident as it is by now. */
function useHeard(asked: string, question: Question): Heard {
  const [heard, setHeard] = useState({ asked, incidents: NOTHING });
  const after = (event: IncidentEvent) => (before: typeof heard) => ({
    asked,
    incidents: including(before.asked === asked ? before.incidents : NOTHING, event, question),
  });
  useLiveEvents({
    onEvent: (event) => setHeard(after(event)),
    onGap: () => setHeard({ asked, incidents: NOTHING }),
  });
  return heard.asked === asked && question.text === "" ? heard.incidents : NOTHING;
}

function including(known: Heard, { incidentId, incident }: IncidentEvent, question: Question): Heard {
  const isAskedFor = incident !== null && belongs(incident, question);
  if (!isAskedFor && !known.has(incidentId)) return known;
  const incidents = new Map(known);
  if (isAskedFor) incidents.set(incidentId, incident);
  else incidents.delete(incidentId);
  return incidents;
}

/** How many there are, where not all of them have been read: counted again after what may have changed it. */
function useTotal(asked: string, list: List<BoardIncidentFragment>): number | null {
  const client = useClient();
  const [counted, setCounted] = useState({ asked, total: null as number | null });
  const [soon] = useState(() => new Soon(COUNT_AFTER));
  const count = useEffectEvent(async () => {
    const variables = JSON.parse(asked) as { filter: object };
    const { data } = await client.query(BoardCountDocument, variables, { requestPolicy: "network-only" });
    if (data?.incidents) setCounted({ asked, total: data.incidents.totalCount });
  });
  useEffect(() => soon.begin(() => void count()), [soon]);
  useLiveEvents({
    onEvent: (event) => {
      if (list.hasMore && mayMoveSomething(event)) soon.run();
    },
  });
  return (counted.asked === asked ? counted.total : null) ?? list.totalCount;
}
