import { lazyPage } from "@/lib/lazily";

/** The pages of the rooms by their addresses; rooms.ts says what they are called. */
export const ROOM_PAGES: Readonly<Record<string, React.ComponentType>> = {
  people: lazyPage(() => import("./people/PeopleRoom")),
  teams: lazyPage(() => import("./teams/TeamsRoom")),
  skills: lazyPage(() => import("./catalogue/SkillsRoom")),
  services: lazyPage(() => import("./catalogue/ServicesRoom")),
  categories: lazyPage(() => import("./catalogue/CategoriesRoom")),
  templates: lazyPage(() => import("./templates/TemplatesRoom")),
  "escalation-rules": lazyPage(() => import("./rules/RulesRoom")),
  sla: lazyPage(() => import("./sla/SlaRoom")),
  "api-keys": lazyPage(() => import("./keys/KeysRoom")),
  webhooks: lazyPage(() => import("./webhooks/WebhooksRoom")),
  deliveries: lazyPage(() => import("./deliveries/DeliveriesRoom")),
  audit: lazyPage(() => import("./audit/AuditRoom")),
};
