import type { Person } from "@/components/PersonName";

import type { TeamGapFragment, TeamShiftFragment } from "./gql";

/** A stretch of time in which one person is on call, or nobody. */
export interface Entry {
  readonly startsAt: string;
  readonly endsAt: string;
  /** Null: nobody. */
  /** `reachable`: whether a page reaches them, if the viewer may know. */
  readonly person: (Person & { readonly reachable?: boolean | null }) | null;
  /** Through which layer; null for an override, and where nobody is on call. */
  readonly layer: string | null;
  readonly overrideId: string | null;
  /** Who would be on call where nobody is, and is away. */
  readonly away: readonly Person[];
}

interface Timeline {
  readonly shifts: readonly TeamShiftFragment[];
  readonly gaps: readonly TeamGapFragment[];
}

/** Who is on call and when nobody is, in order. */
export function entriesOf({ shifts, gaps }: Timeline): readonly Entry[] {
  const entries = [
    ...shifts.map(({ startsAt, endsAt, user, layer, override }) => ({
      ...{ startsAt, endsAt, person: user, layer: layer?.name ?? null },
      ...{ overrideId: override?.id ?? null, away: [] },
    })),
    ...gaps.map(({ startsAt, endsAt, away }) => ({
      startsAt,
      endsAt,
      person: null,
      layer: null,
      overrideId: null,
      away,
    })),
  ];
  return entries.sort((one, other) => Date.parse(one.startsAt) - Date.parse(other.startsAt));
}

/** The same with what follows without a change of person as one: as those see it who ask whom to call. */
export function mergedByPerson(entries: readonly Entry[]): readonly Entry[] {
  const merged: Entry[] = [];
  for (const entry of entries) {
    const last = merged.at(-1);
    if (last?.endsAt === entry.startsAt && last.person?.id === entry.person?.id)
      merged[merged.length - 1] = { ...last, endsAt: entry.endsAt };
    else merged.push(entry);
  }
  return merged;
}

/** What an override would change: who is on call now in its time, where that is somebody else. */
export function changedBy(entries: readonly Entry[], person: Person): readonly Entry[] {
  return mergedByPerson(entries).filter((entry) => entry.person?.id !== person.id);
}
