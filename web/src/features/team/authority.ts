import type { Person } from "@/components/PersonName";
import type { Viewer } from "@/lib/session/session";

interface Team {
  readonly id: string;
  readonly manager: Person | null;
}

/** Whether the viewer runs a team: writes its schedules, and acts for its members. */
export function runsTeam(viewer: Viewer, team: Team | null): boolean {
  return viewer.role === "ADMIN" || (viewer.role === "MANAGER" && team?.manager?.id === viewer.id);
}

/** For whom the viewer may say that they are away: oneself, and the members of the teams that one runs. */
export function mayActFor(
  viewer: Viewer,
  person: Person | null,
  teams: readonly (Team & { members: readonly Person[] })[],
) {
  if (viewer.role === "ADMIN" || person?.id === viewer.id) return true;
  return teams.some((team) => runsTeam(viewer, team) && team.members.some(({ id }) => id === person?.id));
}
