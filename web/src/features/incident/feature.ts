import type { Feature } from "@/lib/feature";
import { incidentPath } from "@/lib/places";

/** One incident. */
export const feature: Feature = {
  routes: [{ path: incidentPath(":key"), lazy: () => import("./IncidentPage") }],
};
