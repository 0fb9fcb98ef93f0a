import { createContext, use } from "react";

import type { Session, SessionState, Viewer } from "@/lib/session/session";
import { useStore } from "@/lib/store";

export const SessionContext = createContext<Session | null>(null);

/** The session of this page: for signing in and out. */
export function useSession(): Session {
  const session = use(SessionContext);
  if (session === null) throw new Error("There is no session around this component.");
  return session;
}

/** Whether somebody is signed in, and who. */
export function useSessionState(): SessionState {
  return useStore(useSession().state);
}

/** Who is signed in. Only for what is shown to somebody who is. */
export function useViewer(): Viewer {
  const state = useSessionState();
  if (state.status !== "signed-in") throw new Error("Nobody is signed in.");
  return state.viewer;
}
