import { cacheExchange } from "@urql/exchange-graphcache";
import { type Exchange, gql } from "@urql/core";

import { embeddedTypes, possibleTypes } from "@/lib/graphql/schema";
import { now } from "@/lib/time/clock";

interface WithdrawnOrNot {
  incidentEvents?: { kind: string; incidentId: string } | null;
}

interface MarkedRead {
  markNotificationsRead?: { errors: readonly unknown[] } | null;
}

interface MarkedReadArguments {
  input: { ids?: readonly string[] | null };
}

const READ = gql`
  fragment Read on Notification {
    id
    readAt
  }
`;

/**
 * Everything that was read, by type and id: whatever brings news of a thing, an answer or an event, changes it
 * wherever it is shown.
 */
export function normalizedCache(): Exchange {
  return cacheExchange({
    possibleTypes,
    keys: Object.fromEntries(embeddedTypes.map((name) => [name, () => null])),
    updates: {
      Mutation: {
        // Its payload says how many, and not which.
        markNotificationsRead: ({ markNotificationsRead: payload }: MarkedRead, asked, cache) => {
          if (payload?.errors.length !== 0) return;
          const readAt = new Date(now()).toISOString();
          for (const id of (asked as unknown as MarkedReadArguments).input.ids ?? [])
            cache.writeFragment(READ, { __typename: "Notification", id, readAt });
        },
      },
      Subscription: {
        incidentEvents: ({ incidentEvents: event }: WithdrawnOrNot, _arguments, cache) => {
          if (event?.kind === "WITHDRAWN") cache.invalidate({ __typename: "Incident", id: event.incidentId });
        },
      },
    },
  });
}
