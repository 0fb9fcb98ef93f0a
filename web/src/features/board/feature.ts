import type { Feature } from "@/lib/feature";
import { lazily } from "@/lib/lazily";
import { PLACES } from "@/lib/places";

/** The list of incidents, and what is the viewer's to do. */
export const feature: Feature = {
  places: ["board", "mine"],
  routes: [
    { path: PLACES.board.path, lazy: () => import("./BoardPage") },
    { path: PLACES.mine.path, lazy: () => import("./mine/MyWorkPage") },
  ],
  everywhere: lazily(() => import("./Everywhere")),
};
