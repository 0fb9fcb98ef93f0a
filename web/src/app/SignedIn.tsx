import type { Client } from "@urql/core";
import { startTransition, useEffect, useState } from "react";
import { type Location, Navigate, Outlet, useLocation } from "react-router";
import { Provider } from "urql";

import { NotReached } from "@/app/pages/NotReached";
import { SIGN_IN, signInPath, whoseState } from "@/app/returning";
import { Splash } from "@/app/Splash";
import { createClient } from "@/lib/graphql/client";
import { LiveContext } from "@/lib/live/context";
import { LiveFeed } from "@/lib/live/feed";
import { Socket } from "@/lib/live/socket";
import { useSession, useSessionState } from "@/lib/session/context";
import type { Session } from "@/lib/session/session";

/** What only those see who are signed in; others go to the page where they sign in, and come back here. */
export function SignedIn() {
  const state = useSessionState();
  const location = useLocation();
  const [last, setLast] = useState<string | null>(null);
  const viewerId = state.status === "signed-in" ? state.viewer.id : null;
  if (viewerId !== null && viewerId !== last) setLast(viewerId);
  switch (state.status) {
    case "restoring":
      return <Splash />;
    case "unreachable":
      return <NotReached />;
    case "signed-out":
      return <ToSignIn leaving={last !== null && !state.ended} from={location} whose={last} />;
    case "signed-in":
      return <Connected key={state.viewer.id} />;
  }
}

/** Who signs out leaves no address behind for the next person; whose session ends finds theirs again. */
function ToSignIn({ leaving, from, whose }: { leaving: boolean; from: Location; whose: string | null }) {
  return <Navigate to={leaving ? SIGN_IN : signInPath(from)} state={whoseState(whose)} replace />;
}

interface Connection {
  readonly client: Client;
  readonly live: LiveFeed;
}

/** Asks and follows as whoever is signed in: somebody else gets an empty cache. */
function Connected() {
  const connection = useConnected(useSession());
  if (connection === null) return <Splash />;
  return (
    <Provider value={connection.client}>
      <LiveContext value={connection.live}>
        <Outlet />
      </LiveContext>
    </Provider>
  );
}

/** Null until the feed has its first cursor: what is read after that misses nothing. */
function useConnected(session: Session): Connection | null {
  const [connection, setConnection] = useState<Connection | null>(null);
  useEffect(() => {
    const socket = new Socket(session);
    const client = createClient(session, socket);
    const live = new LiveFeed({ client, socket, session });
    let gone = false;
    void live.start().then(() => {
      if (!gone) startTransition(() => setConnection({ client, live })); // the shell in small pieces of time
    });
    return () => {
      gone = true;
      live.stop();
      socket.close();
    };
  }, [session]);
  return connection;
}
