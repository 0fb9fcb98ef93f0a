import type { Role } from "@/lib/session/gql";

export const ROLE_LABELS: Record<Role, string> = { ADMIN: "Administrator", MANAGER: "Manager", ENGINEER: "Engineer" };

/** Whether somebody runs incidents: assigns them, changes their severity, closes them. */
export function runsIncidents(role: Role): boolean {
  return role !== "ENGINEER";
}
