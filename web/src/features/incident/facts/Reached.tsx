import { Check, Clock, X } from "lucide-react";
import { useEffect, useEffectEvent, useState } from "react";
import { useQuery } from "urql";

import { type IncidentDeliveryFragment, IncidentReachedDocument } from "../gql";
import { Part } from "./Fact";
import classes from "./Reached.module.css";
import { Time } from "@/components/Time";
import { useLiveEvents } from "@/lib/live/context";
import { Soon } from "@/lib/live/soon";

const CHANNELS = { EMAIL: "e-mail", SMS: "SMS", APP: "app" } as const;
/** What is owed is sent a moment after it is written. */
const MOMENT = 4_000;

/** Who was reached of an incident, by what and when, and what failed; nothing while nobody was sent anything. */
export function Reached({ id }: { id: string }) {
  const [{ data }, ask] = useQuery({
    query: IncidentReachedDocument,
    variables: { id },
    requestPolicy: "cache-and-network",
  });
  useAgain(id, () => ask({ requestPolicy: "network-only" }));
  const found = data?.incidentDeliveries?.edges.map(({ node }) => node) ?? [];
  const people = byPerson(found);
  if (people.length === 0) return null;
  return (
    <Part title="Who was reached">
      <ul className={classes.people}>
        {people.map(([person, deliveries]) => (
          <li key={person}>
            <span className={classes.name}>{person}</span>
            <ul className={classes.ways}>
              {deliveries.map((delivery) => (
                <Way key={delivery.id} delivery={delivery} />
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </Part>
  );
}

function Way({ delivery: { state, channel, reason, endedAt, dueAt } }: { delivery: IncidentDeliveryFragment }) {
  const by = channel === null ? "a contact method that is gone" : CHANNELS[channel];
  if (state === "FAILED") {
    return (
      <li className={classes.failed}>
        <X size={13} aria-hidden />
        <span>
          {by} failed{reason !== null && `: ${reason}`}
        </span>
      </li>
    );
  }
  if (state === "SENT" && endedAt !== null) {
    return (
      <li className={classes.sent}>
        <Check size={13} aria-hidden />
        <span>
          {by} <Time at={endedAt} />
        </span>
      </li>
    );
  }
  return (
    <li>
      <Clock size={13} aria-hidden />
      <span>
        {by} {state === "SENDING" ? "on its way" : <Time at={dueAt} />}
      </span>
    </li>
  );
}

/** Pages and information by whom they are for, the first first; what need not be sent any more is left out. */
function byPerson(found: readonly IncidentDeliveryFragment[]) {
  const people = new Map<string, IncidentDeliveryFragment[]>();
  for (const delivery of found.toReversed()) {
    const name = delivery.user?.name;
    if (name === undefined || delivery.state === "CANCELLED") continue;
    people.set(name, [...(people.get(name) ?? []), delivery]);
  }
  return [...people];
}

/** Reads again a moment after something happened that people are sent. */
function useAgain(id: string, ask: () => void): void {
  const again = useEffectEvent(ask);
  const [soon] = useState(() => new Soon(MOMENT));
  useEffect(() => soon.begin(() => again()), [soon]);
  useLiveEvents({
    onEvent: ({ incidentId }) => {
      if (incidentId === id) soon.run();
    },
    onGap: () => soon.run(),
  });
}
