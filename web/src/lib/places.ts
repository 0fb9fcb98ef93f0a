import { Activity, Bell, CircleUser, LayoutList, type LucideIcon, Settings, Users } from "lucide-react";

import type { Role } from "@/lib/session/gql";

/** A place in the navigation. */
export interface Place {
  readonly label: string;
  /** What it is called for a role that finds something else there. */
  readonly labels?: Partial<Record<Role, string>>;
  readonly path: string;
  /** The shortcut that goes there. */
  readonly keys: string;
  readonly icon: LucideIcon;
  /** Whom it is shown to, and who may be there. */
  readonly roles: readonly Role[];
}

const EVERYBODY: readonly Role[] = ["ADMIN", "MANAGER", "ENGINEER"];

/** All places, in their order. One is shown once a feature says that it is there (Feature.places). */
export const PLACES = {
  board: { label: "Incidents", path: "/incidents", keys: "g i", icon: LayoutList, roles: EVERYBODY },
  mine: { label: "My work", path: "/my-work", keys: "g m", icon: CircleUser, roles: EVERYBODY },
  team: { label: "Team", path: "/team", keys: "g t", icon: Users, roles: EVERYBODY },
  analytics: {
    label: "Analytics",
    labels: { ENGINEER: "My figures" },
    path: "/analytics",
    keys: "g a",
    icon: Activity,
    roles: EVERYBODY,
  },
  notifications: { label: "Notifications", path: "/notifications", keys: "g n", icon: Bell, roles: EVERYBODY },
  admin: { label: "Administration", path: "/admin", keys: "g s", icon: Settings, roles: ["ADMIN", "MANAGER"] },
} as const satisfies Record<string, Place>;

export type PlaceName = keyof typeof PLACES;

/** Where the viewer says how they are reached outside of the page. */
export const SETTINGS = "/settings";

/** Where one reports an incident on a page of its own. */
export const REPORT = "/report";

/** Where the API can be asked by hand: a page of its own, which knows by the session's cookie who is signed in. */
export const PLAYGROUND = "/graphql";

/** The address of an incident, by its key: INC-42. */
export function incidentPath(key: string): string {
  return `/incidents/${key}`;
}

/** What a list of incidents can be asked for in its address; times are RFC 3339, ids those of the API. */
export interface IncidentsQuestion {
  readonly text?: string;
  readonly status?: readonly string[];
  readonly severity?: readonly string[];
  readonly sla?: readonly string[];
  readonly assignee?: string;
  readonly reporter?: string;
  readonly service?: string;
  readonly team?: string;
  readonly category?: string;
  /** Reported at or after this moment. */
  readonly from?: string;
  /** Reported before this moment. */
  readonly until?: string;
}

/** The address of the incidents that are like this; `status: []` is of every status, without it the unresolved ones. */
export function incidentsPath(question: IncidentsQuestion): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(question) as [string, string | readonly string[]][])
    parameters.set(name, typeof value === "string" ? value : value.join(",") || "none");
  return `${PLACES.board.path}?${parameters}`;
}
