import type { Handler } from "@/testing/fakeApi";
import { person } from "@/testing/people";

export const ADMIN = person("Ada Lovelace", "ADMIN");
export const MANAGER = person("Mia Manager", "MANAGER");

/** What every editor may ask for: nothing is there. */
export const NOTHING: Record<string, Handler> = {
  AdminChoices: () => ({ data: { services: [], categories: [], teams: [] } }),
  AdminSkills: () => ({ data: { skills: [] } }),
  AdminPeople: () => ({ data: { users: pageOf("User", []) } }),
  PickersServices: () => ({ data: { services: [] } }),
  PickersCategories: () => ({ data: { categories: [] } }),
  PickersTeams: () => ({ data: { teams: [] } }),
  PickersPeople: () => ({ data: { users: pageOf("User", []) } }),
};

export function pageOf(what: string, nodes: readonly object[], end: string | null = null) {
  return {
    __typename: `${what}Connection`,
    edges: nodes.map((node) => ({ __typename: `${what}Edge`, node })),
    pageInfo: { __typename: "PageInfo", hasNextPage: end !== null, endCursor: end },
  };
}

/** The errors of a payload that blame one field. */
export function refusal(message: string, ...field: string[]) {
  return [{ __typename: "UserError", code: "VALIDATION", message, field: ["input", ...field] }];
}
