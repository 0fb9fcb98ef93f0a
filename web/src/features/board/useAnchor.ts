import { useLayoutEffect, useRef, useState } from "react";

import { Store } from "@/lib/store";

interface Seen {
  readonly ids: readonly string[];
  /** The entries that one sees, and where each begins. */
  readonly entries: readonly (readonly [id: string, start: number])[];
}

interface Anchored {
  readonly ids: readonly string[];
  /** Where an entry begins, from the top of what scrolls. */
  readonly startOf: (index: number) => number;
  /** Nothing of the list is above what one sees. */
  readonly atTop: boolean;
  /** The first entry that one sees. */
  readonly firstSeen: number;
  readonly scrollBy: (pixels: number) => void;
}

const REMEMBERED = 30;

/**
 * Keeps what one reads where it is while entries come and go above it, unless one is at the top. Gives how many have
 * come above since.
 */
export function useAnchor({ ids, startOf, atTop, firstSeen, scrollBy }: Anchored): Store<number> {
  const [above] = useState(() => new Store(0));
  const before = useRef<Seen | null>(null);
  useLayoutEffect(() => {
    const seen = before.current;
    if (seen !== null && seen.ids !== ids) {
      const places = new Map(ids.map((id, index) => [id, index]));
      const anchor = seen.entries.find(([id]) => places.has(id));
      if (anchor !== undefined && !atTop) {
        const index = places.get(anchor[0]) ?? 0;
        const moved = startOf(index) - anchor[1];
        if (moved !== 0) scrollBy(moved);
        const known = new Set(seen.ids);
        above.set(above.get() + ids.slice(0, index).filter((id) => !known.has(id)).length);
      }
    }
    if (atTop) above.set(0);
    const entries = ids
      .slice(firstSeen, firstSeen + REMEMBERED)
      .map((id, place) => [id, startOf(firstSeen + place)] as const);
    before.current = { ids, entries };
  });
  return above;
}
