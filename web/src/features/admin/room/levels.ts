import type { AdminSkillLevelFragment, SkillLevelInput } from "../gql";

/** Skills as an input of the API takes them. */
export function levelsOf(skills: readonly AdminSkillLevelFragment[]): readonly SkillLevelInput[] {
  return skills.flatMap(({ skill, level }) => (skill === null ? [] : [{ skillId: skill.id, level }]));
}

/** Skills in a line: "PostgreSQL 3, Networking 2". */
export function saidLevels(skills: readonly AdminSkillLevelFragment[]): string {
  return skills.flatMap(({ skill, level }) => (skill === null ? [] : [`${skill.name} ${level}`])).join(", ");
}
