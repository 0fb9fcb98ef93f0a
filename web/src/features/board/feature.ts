import { lazy } from "react";

import type { Feature } from "@/lib/feature";
import { PLACES } from "@/lib/places";

/** The list of incidents, and what is the viewer's to do. */
export const feature: Feature = {
  places: ["board", "mine"],
  routes: [
    { path: PLACES.board.path, lazy: () => import("./BoardPage") },
    { path: PLACES.mine.path, lazy: () => import("./mine/MyWorkPage") },
  ],
  everywhere: lazy(() => import("./Everywhere")),
};
