import type { ComponentType } from "react";
import type { RouteObject } from "react-router";

import type { PlaceName } from "@/lib/places";

/**
 * What a feature adds to the page. `src/features/<feature>/feature.ts` exports one as `feature`, and is found there.
 *
 * It is part of the first load, so it imports nothing large: pages are loaded by `lazy`.
 */
export interface Feature {
  /** Pages within the shell, with paths from the root. */
  readonly routes: readonly RouteObject[];
  /** The places in the navigation that lead to them. */
  readonly places?: readonly PlaceName[];
  /** What one does from anywhere: a small button beside the search, whose key is heard as soon as the page is there. */
  readonly headerAction?: ComponentType;
  /** Something small at the right of the header, as a bell: loaded lazily. */
  readonly headerTool?: ComponentType;
  /** Something that shows nothing and is there on every page, as what offers actions: loaded lazily. */
  readonly everywhere?: ComponentType;
}
