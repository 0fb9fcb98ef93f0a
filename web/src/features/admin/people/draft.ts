import type { AdminPersonFragment, Role, SkillLevelInput, WeeklyWindowInput } from "../gql";
import { levelsOf } from "../room/levels";

/** What can be changed of a person, named as the inputs of the API name it. */
export interface PersonDraft extends Record<string, unknown> {
  name: string;
  email: string;
  role: Role;
  teams: readonly string[];
  skills: readonly SkillLevelInput[];
  timeZone: string;
  windows: readonly WeeklyWindowInput[];
}

export function draftOf({ name, email, role, teams, skills, workingHours }: AdminPersonFragment): PersonDraft {
  return {
    name,
    email: email ?? "",
    role,
    teams: teams.map(({ id }) => id),
    skills: levelsOf(skills),
    timeZone: workingHours.timeZone,
    windows: (workingHours.windows ?? []).map((window) => ({ ...window, weekdays: [...window.weekdays] })),
  };
}

/** Whether any of these parts is not as it was. */
export function differs<Draft>(before: Draft, after: Draft, ...parts: (keyof Draft)[]): boolean {
  return parts.some((part) => JSON.stringify(before[part]) !== JSON.stringify(after[part]));
}
