import { Navigate } from "react-router";

import { PLACES } from "@/lib/places";
import { useViewer } from "@/lib/session/context";
import { runsIncidents } from "@/lib/session/roles";

/** Where one begins: who runs incidents with all of them, who works them with their own. */
export function Home() {
  const { role } = useViewer();
  return <Navigate to={(runsIncidents(role) ? PLACES.board : PLACES.mine).path} replace />;
}
