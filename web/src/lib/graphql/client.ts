import { Client, fetchExchange, subscriptionExchange } from "@urql/core";
import { authExchange } from "@urql/exchange-auth";

import { normalizedCache } from "@/lib/graphql/cache";
import { codeOf } from "@/lib/graphql/errors";
import { ENDPOINT, fetchAnswer } from "@/lib/graphql/post";
import type { Socket } from "@/lib/live/socket";
import type { Session } from "@/lib/session/session";

/** What asks SIEMS on behalf of whoever is signed in, over HTTP and, for what is live, over the socket. */
export function createClient(session: Session, socket: Socket): Client {
  const authenticated = authExchange((tools) =>
    Promise.resolve({
      addAuthToOperation: (operation) =>
        session.token === null
          ? operation
          : tools.appendHeaders(operation, { authorization: `Bearer ${session.token}` }),
      willAuthError: () => session.stale,
      didAuthError: (error) => codeOf(error.graphQLErrors) === "UNAUTHENTICATED",
      refreshAuth: () => session.renew(),
    }),
  );
  return new Client({
    url: ENDPOINT,
    fetch: fetchAnswer,
    preferGetMethod: false,
    // Subscriptions go past the renewal of tokens: they end and go on in a way of their own (src/lib/live).
    exchanges: [
      normalizedCache(),
      subscriptionExchange({ forwardSubscription: socket.forward }),
      authenticated,
      fetchExchange,
    ],
  });
}
