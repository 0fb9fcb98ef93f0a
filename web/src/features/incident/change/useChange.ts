import type { AnyVariables, Client, TypedDocumentNode } from "@urql/core";
import { useRef, useState } from "react";
import { useClient } from "urql";

import type { IncidentDetailsFragment } from "../gql";
import { type Conflict, meanwhile } from "./meanwhile";
import { type Outcome, type Refusal, submitted } from "@/lib/graphql/useSubmit";

/** What every mutation of an incident answers. */
export interface Changed {
  readonly incident: IncidentDetailsFragment | null;
  readonly errors: readonly Refusal[];
}

/** Which incident was decided about, seen at which version. */
export interface Decided {
  readonly incidentId: string;
  readonly expectedVersion: number;
}

/** Something to send, on the version that it was decided on. */
export type Send = (client: Client, decided: Decided) => Promise<Outcome<Changed>>;

/** A mutation with what it takes, which follows from what was decided about. */
export function sending<Data, Variables extends AnyVariables>(
  document: TypedDocumentNode<Data, Variables>,
  payloadOf: (data: Data) => Changed | null,
  variables: (decided: Decided) => Variables,
): Send {
  return (client, decided) => submitted(client, document, payloadOf, variables(decided));
}

export interface Change {
  /** Sends it, unless something is under way; whether it was done. */
  readonly send: (send: Send, version: number) => Promise<boolean>;
  readonly pending: boolean;
  /** Why it was refused; a conflict is told apart. */
  readonly refusals: readonly Refusal[];
  readonly conflict: Conflict | null;
  /** Forgets why it was refused. */
  readonly leave: () => void;
}

/** Changes an incident. Of a CONFLICT it finds out what has happened meanwhile. */
export function useChange(incidentId: string): Change {
  const client = useClient();
  const busy = useRef(false); // a second click comes before anything is painted
  const [pending, setPending] = useState(false);
  const [refusals, setRefusals] = useState<readonly Refusal[]>([]);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const leave = () => {
    setRefusals([]);
    setConflict(null);
  };
  const send = async (what: Send, version: number): Promise<boolean> => {
    if (busy.current) return false;
    busy.current = true;
    setPending(true);
    setRefusals([]);
    try {
      const outcome = await what(client, { incidentId, expectedVersion: version });
      const why = outcome.done ? [] : outcome.refusals;
      const found = why.some(({ code }) => code === "CONFLICT") ? await meanwhile(client, incidentId, version) : null;
      setConflict(found);
      setRefusals(found === null ? why : []);
      return outcome.done;
    } finally {
      busy.current = false;
      setPending(false);
    }
  };
  return { send, pending, refusals, conflict, leave };
}
