import { cacheExchange } from "@urql/exchange-graphcache";
import type { Exchange } from "@urql/core";

import { embeddedTypes, possibleTypes } from "@/lib/graphql/schema";

interface WithdrawnOrNot {
  incidentEvents?: { kind: string; incidentId: string } | null;
}

/**
 * Everything that was read, by type and id: whatever brings news of a thing, an answer or an event, changes it
 * wherever it is shown.
 */
export function normalizedCache(): Exchange {
  return cacheExchange({
    possibleTypes,
    keys: Object.fromEntries(embeddedTypes.map((name) => [name, () => null])),
    updates: {
      Subscription: {
        incidentEvents: ({ incidentEvents: event }: WithdrawnOrNot, _arguments, cache) => {
          if (event?.kind === "WITHDRAWN") cache.invalidate({ __typename: "Incident", id: event.incidentId });
        },
      },
    },
  });
}
