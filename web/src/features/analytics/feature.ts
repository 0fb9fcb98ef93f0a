import type { Feature } from "@/lib/feature";
import { PLACES } from "@/lib/places";

/** How well incidents go, in figures. */
export const feature: Feature = {
  places: ["analytics"],
  routes: [{ path: PLACES.analytics.path, lazy: () => import("./AnalyticsPage") }],
};
