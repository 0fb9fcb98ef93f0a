import { createClient, type Client } from "graphql-ws";

import { ENDPOINT } from "@/lib/graphql/post";
import type { Session } from "@/lib/session/session";
import { Store } from "@/lib/store";

const PING_EVERY = 15_000;
const PONG_WITHIN = 5_000;
const LINGER = 3_000;

interface Sink {
  next(result: object): void;
  error(problem: unknown): void;
  complete(): void;
}

/** The connection was closed, with a code of the protocol graphql-transport-ws. */
export class Closed extends Error {
  constructor(readonly code: number | null) {
    super(code === null ? "There was no connection." : `The connection was closed with code ${code}.`);
  }
}

/** The one WebSocket of this page, opened when something is to be followed. It does not reconnect: a Stream does. */
export class Socket {
  readonly connected = new Store(false);
  /** The token that the connection was opened with: it lasts as long as that one. */
  tokenSent: string | null = null;
  readonly #client: Client;

  constructor(session: Session, webSocketImpl?: unknown) {
    let pong: ReturnType<typeof setTimeout> | undefined;
    this.#client = createClient({
      url: `${location.protocol === "https:" ? "wss:" : "ws:"}//${location.host}${ENDPOINT}`,
      webSocketImpl,
      retryAttempts: 0,
      lazyCloseTimeout: LINGER,
      keepAlive: PING_EVERY,
      connectionParams: async () => {
        if (session.stale) await session.renew();
        this.tokenSent = session.token;
        return { authorization: `Bearer ${session.token ?? ""}` };
      },
      onNonLazyError: () => undefined,
      on: {
        connected: () => this.connected.set(true),
        closed: () => {
          clearTimeout(pong);
          this.connected.set(false);
        },
        ping: (received) => {
          if (!received) pong = setTimeout(this.drop, PONG_WITHIN);
        },
        pong: (received) => {
          if (received) clearTimeout(pong);
        },
      },
    });
  }

  /** Cuts the connection, which may be dead without knowing it. */
  readonly drop = (): void => this.#client.terminate();

  /** Closes the connection for good. */
  close(): void {
    void this.#client.dispose();
  }

  /** Sends a subscription, as urql's subscriptionExchange wants it. */
  readonly forward = ({ query, variables }: { query?: string | undefined; variables?: unknown }) => ({
    subscribe: (sink: Sink) => ({
      unsubscribe: this.#client.subscribe(
        { query: query ?? "", variables: variables as Record<string, unknown> },
        {
          next: (result) => sink.next(result),
          error: (problem) => {
            if (Array.isArray(problem)) sink.next({ errors: problem });
            else sink.error(new Closed(closeCode(problem)));
          },
          complete: () => sink.complete(),
        },
      ),
    }),
  });
}

function closeCode(problem: unknown): number | null {
  const code: unknown = typeof problem === "object" && problem !== null && "code" in problem ? problem.code : null;
  return typeof code === "number" ? code : null;
}
