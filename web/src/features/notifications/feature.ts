import type { Feature } from "@/lib/feature";
import { lazily } from "@/lib/lazily";
import { PLACES } from "@/lib/places";
import { whenIdle } from "@/lib/whenIdle";

/** What the viewer is told: a bell in the header, toasts, and all of it on a page. */
export const feature: Feature = {
  places: ["notifications"],
  routes: [{ path: PLACES.notifications.path, lazy: () => import("./NotificationsPage") }],
  headerTool: lazily(whenIdle(() => import("./Bell"))),
};
