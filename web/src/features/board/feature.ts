import type { Feature } from "@/lib/feature";
import { PLACES } from "@/lib/places";

/** The list of incidents: all of them, and those of the viewer. */
export const feature: Feature = {
  places: ["board", "mine"],
  routes: [
    { path: PLACES.board.path, lazy: () => import("./BoardPage") },
    { path: PLACES.mine.path, lazy: () => import("./MyWorkPage") },
  ],
};
