import { useSyncExternalStore } from "react";

import type { BoardIncidentFragment } from "./gql";
import { Kept } from "@/lib/kept";
import type { IncidentEvent } from "@/lib/live/feed";
import { useViewer } from "@/lib/session/context";
import { now } from "@/lib/time/clock";

type Marked = Pick<BoardIncidentFragment, "key" | "updatedAt">;

interface Seen {
  /** What did not change after this moment counts as seen. */
  readonly since: number;
  /** When the incidents that were opened last were seen last, by their keys. */
  readonly at: Readonly<Record<string, number>>;
}

export const REMEMBERED = 500;
const MOMENTS = 10_000;

/**
 * What of the incidents a person has seen in this browser. An incident is unread if it changed since they opened it
 * last, or since they used this browser first; what they did themselves counts as seen, unless another's change before
 * it was heard of.
 */
export class Unread {
  readonly seen: Kept<Seen>;
  /** When others changed incidents, as far as it was heard of. */
  readonly #others = new Map<string, number>();

  constructor(private readonly viewerId: string) {
    this.seen = new Kept("seen", viewerId, seenOf);
    if (Object.keys(this.seen.get().at).length === 0) this.seen.keep(this.seen.get());
  }

  has({ key, updatedAt }: Marked): boolean {
    return momentOf(updatedAt) > this.#seenAt(key);
  }

  /** The incident is open, or was until now. */
  see(key: string, at = now()): void {
    const { since, at: known } = this.seen.get();
    const { [key]: before = 0, ...others } = known;
    this.seen.keep(bounded({ since, at: { ...others, [key]: Math.max(before, at) } }));
  }

  /** Nothing is unread any more. */
  seeAll(): void {
    this.seen.keep({ since: now(), at: {} });
  }

  /** Takes note of who changed what. */
  hear({ at, actor, incident }: IncidentEvent): void {
    if (incident === null) return;
    const { key, updatedAt } = incident;
    if (actor?.id !== this.viewerId) {
      this.#others.set(key, Date.parse(at));
      if (this.#others.size > REMEMBERED) this.#others.delete([...this.#others.keys()][0] ?? "");
    } else if ((this.#others.get(key) ?? 0) <= this.#seenAt(key)) this.see(key, Date.parse(updatedAt));
  }

  #seenAt(key: string): number {
    const { since, at } = this.seen.get();
    return Math.max(since, at[key] ?? 0);
  }
}

const moments = new Map<string, number>();

/** A moment as a number: a thousand rows ask for theirs with every change. */
function momentOf(text: string): number {
  const known = moments.get(text);
  if (known !== undefined) return known;
  if (moments.size > MOMENTS) moments.clear();
  const moment = Date.parse(text);
  moments.set(text, moment);
  return moment;
}

function seenOf(kept: unknown): Seen {
  if (typeof kept === "object" && kept !== null && "since" in kept && "at" in kept) return kept as Seen;
  return { since: now(), at: {} };
}

/** Forgets what was seen longest ago: what happened until then counts as seen. */
function bounded({ since, at }: Seen): Seen {
  const all = Object.entries(at);
  const tooMany = all.length - REMEMBERED;
  if (tooMany <= 0) return { since, at };
  const sorted = all.sort(([, one], [, other]) => one - other);
  return { since: Math.max(since, sorted[tooMany - 1]?.[1] ?? 0), at: Object.fromEntries(sorted.slice(tooMany)) };
}

const known = new Map<string, Unread>();

/** What the viewer has seen and what not. */
export function useUnread(): Unread {
  const { id } = useViewer();
  const unread = known.get(id) ?? new Unread(id);
  known.set(id, unread);
  return unread;
}

/** Whether the viewer has not seen how an incident is by now. */
export function useIsUnread(incident: Marked): boolean {
  const unread = useUnread();
  return useSyncExternalStore(unread.seen.subscribe, () => unread.has(incident));
}
