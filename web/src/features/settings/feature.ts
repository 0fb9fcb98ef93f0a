import type { Feature } from "@/lib/feature";
import { SETTINGS } from "@/lib/places";

/** How the viewer is reached outside of the page: where, in which steps, of what, and when not. */
export const feature: Feature = {
  routes: [{ path: SETTINGS, lazy: () => import("./SettingsPage") }],
};
