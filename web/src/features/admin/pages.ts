import { lazy } from "react";

/** A page whose script is loaded when somebody goes there. */
function page(load: () => Promise<{ readonly Component: React.ComponentType }>) {
  return lazy(async () => ({ default: (await load()).Component }));
}

/** The pages of the rooms by their addresses; rooms.ts says what they are called. */
export const ROOM_PAGES: Readonly<Record<string, React.ComponentType>> = {
  people: page(() => import("./people/PeopleRoom")),
  teams: page(() => import("./teams/TeamsRoom")),
  skills: page(() => import("./catalogue/SkillsRoom")),
  services: page(() => import("./catalogue/ServicesRoom")),
  categories: page(() => import("./catalogue/CategoriesRoom")),
  templates: page(() => import("./templates/TemplatesRoom")),
  "escalation-rules": page(() => import("./rules/RulesRoom")),
  sla: page(() => import("./sla/SlaRoom")),
  "api-keys": page(() => import("./keys/KeysRoom")),
  webhooks: page(() => import("./webhooks/WebhooksRoom")),
  deliveries: page(() => import("./deliveries/DeliveriesRoom")),
  audit: page(() => import("./audit/AuditRoom")),
};
