import { SEVERITIES } from "@/components/Severity";
import type { BoardIncidentFragment, BoardMyselfQuery } from "../gql";

/** An incident that nobody has, and why it would be the viewer's. */
export interface Claimable {
  readonly incident: BoardIncidentFragment;
  readonly why: string;
}

/**
 * Those of the open incidents that are of the viewer's teams, or that ask for what the viewer can do: the worst first,
 * and of those equally bad the ones with both reasons.
 */
export function claimable(incidents: readonly BoardIncidentFragment[], facts: BoardMyselfQuery): Claimable[] {
  const teams = new Map(facts.me?.teams.map(({ id, name }) => [id, name]));
  const skills = new Map(facts.me?.skills.flatMap(({ skill }) => (skill ? [[skill.id, skill.name] as const] : [])));
  const asks = new Map(
    [...(facts.services ?? []), ...(facts.categories ?? [])].map((each) => [
      each.id,
      each.requiredSkills.flatMap(({ skill }) => skill?.id ?? []),
    ]),
  );
  const found = incidents.map((incident) => {
    const { service, category, team } = incident;
    const asked = [service, category].flatMap((each) => (each && asks.get(each.id)) ?? []);
    const known = [...new Set(asked)].flatMap((id) => skills.get(id) ?? []);
    const own = team ? teams.get(team.id) : undefined;
    const reasons = [
      ...(own === undefined ? [] : [`Your team ${own}`]),
      ...(known.length === 0 ? [] : [`Asks for ${known.join(", ")}`]),
    ];
    return { incident, why: reasons.join(" · "), weight: (own === undefined ? 0 : 1) + (known.length > 0 ? 1 : 0) };
  });
  return found
    .filter(({ weight }) => weight > 0)
    .sort((one, other) => badness(one) - badness(other) || other.weight - one.weight);
}

function badness({ incident }: Claimable): number {
  return SEVERITIES.indexOf(incident.severity);
}
