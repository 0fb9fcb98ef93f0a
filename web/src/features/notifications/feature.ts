import { lazy } from "react";

import type { Feature } from "@/lib/feature";
import { PLACES } from "@/lib/places";
import { whenIdle } from "@/lib/whenIdle";

/** What the viewer is told: a bell in the header, toasts, and all of it on a page. */
export const feature: Feature = {
  places: ["notifications"],
  routes: [{ path: PLACES.notifications.path, lazy: () => import("./NotificationsPage") }],
  headerTool: lazy(whenIdle(() => import("./Bell"))),
};
