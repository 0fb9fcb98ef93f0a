import type { Client } from "@urql/core";

import { BoardAssignDocument, BoardAutoAssignDocument, BoardClaimDocument, type BoardIncidentFragment } from "./gql";
import { type Outcome, submitted } from "@/lib/graphql/useSubmit";

type Incident = BoardIncidentFragment;

/** What can be done with many incidents. */
export type Work =
  | { readonly kind: "assign"; readonly to: { readonly id: string; readonly name: string } }
  | { readonly kind: "auto-assign" }
  | { readonly kind: "claim" };

export interface Refused {
  readonly incident: Incident;
  readonly why: string;
}

/** How far it has come. */
export interface Progress {
  readonly work: Work;
  readonly of: number;
  readonly done: readonly Incident[];
  readonly refused: readonly Refused[];
}

const AT_ONCE = 4;

/**
 * Does the work with each incident by a mutation of its own, a few at a time. Each is given as one has seen it: what has
 * changed since is refused. `tell` hears of each that is through.
 */
export async function doAll(
  client: Client,
  work: Work,
  incidents: readonly Incident[],
  tell: (progress: Progress) => void,
): Promise<Progress> {
  const waiting = [...incidents];
  let progress: Progress = { work, of: incidents.length, done: [], refused: [] };
  const go = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const outcome = await doOne(client, work, next);
      progress = counting(progress, next, outcome);
      tell(progress);
    }
  };
  tell(progress);
  await Promise.all(Array.from({ length: AT_ONCE }, go));
  return progress;
}

function counting(progress: Progress, incident: Incident, outcome: Outcome<unknown>): Progress {
  if (outcome.done) return { ...progress, done: [...progress.done, incident] };
  const why = outcome.refusals.map(({ message }) => message).join(" ");
  return { ...progress, refused: [...progress.refused, { incident, why }] };
}

function doOne(client: Client, work: Work, { id, version }: Incident): Promise<Outcome<unknown>> {
  const input = { incidentId: id, expectedVersion: version };
  switch (work.kind) {
    case "assign":
      return submitted(client, BoardAssignDocument, (data) => data.assignIncident, {
        input: { ...input, assigneeId: work.to.id },
      });
    case "auto-assign":
      return submitted(client, BoardAutoAssignDocument, (data) => data.autoAssignIncident, { input });
    case "claim":
      return submitted(client, BoardClaimDocument, (data) => data.claimIncident, { input });
  }
}
