import type { RouteObject } from "react-router";

import type { Feature } from "@/lib/feature";
import { PLACES } from "@/lib/places";

/** The rooms of the administration by their addresses; rooms.ts says what they are called. */
const ROOMS: Record<string, RouteObject["lazy"]> = {
  people: () => import("./people/PeopleRoom"),
  teams: () => import("./teams/TeamsRoom"),
  skills: () => import("./catalogue/SkillsRoom"),
  services: () => import("./catalogue/ServicesRoom"),
  categories: () => import("./catalogue/CategoriesRoom"),
  templates: () => import("./templates/TemplatesRoom"),
  sla: () => import("./sla/SlaRoom"),
  "api-keys": () => import("./keys/KeysRoom"),
  audit: () => import("./audit/AuditRoom"),
  "escalation-rules": () => import("./rules/RulesRoom"),
};

/** What admins configure: one room for each kind of thing, beside a list of all rooms. */
export const feature: Feature = {
  places: ["admin"],
  routes: [
    {
      path: PLACES.admin.path,
      lazy: () => import("./AdminFrame"),
      children: [
        { index: true, lazy: () => import("./AdminIndex") },
        ...Object.entries(ROOMS).map(([path, lazy]): RouteObject => ({ path, lazy })),
      ],
    },
  ],
};
