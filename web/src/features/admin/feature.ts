import type { Feature } from "@/lib/feature";
import { PLACES } from "@/lib/places";

/** What admins configure: one room for each kind of thing, beside a list of all rooms. The frame knows the rooms. */
export const feature: Feature = {
  places: ["admin"],
  routes: [
    {
      path: PLACES.admin.path,
      lazy: () => import("./AdminFrame"),
      children: [{ path: ":room", element: null }],
    },
  ],
};
