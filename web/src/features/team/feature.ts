import type { Feature } from "@/lib/feature";
import { PLACES } from "@/lib/places";

/** Who is on call, who is away, and who has how much to do. */
export const feature: Feature = {
  places: ["team"],
  routes: [{ path: PLACES.team.path, lazy: () => import("./TeamPage") }],
};
