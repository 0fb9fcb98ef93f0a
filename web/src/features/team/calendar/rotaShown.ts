import type { TeamOverrideFragment } from "../gql";
import type { Entry } from "../rota";
import type { Schedule } from "../schedule";

/** A schedule with who is on call in the days that are shown. */
export interface Rota {
  readonly schedule: Schedule;
  readonly entries: readonly Entry[];
  readonly overrides: readonly TeamOverrideFragment[];
}

/** A stretch that somebody has chosen to see more of. */
export interface Chosen {
  readonly rota: Rota;
  readonly entry: Entry;
}

/** What can be done about a stretch. */
export interface DetailsActions {
  readonly reload: () => void;
  readonly mayWrite: (schedule: Schedule) => boolean;
  readonly override: (chosen: { schedule: Schedule; entry: Entry }) => void;
}

/** Through what somebody is on call, in words. */
export function throughOf({ person, layer, overrideId, away }: Entry): string {
  if (overrideId !== null) return "by an override";
  if (person !== null) return layer === null ? "" : `through ${layer}`;
  return away.length > 0
    ? `${away.map(({ name }) => name).join(" and ")} would be, and is away`
    : "no layer has anybody";
}
