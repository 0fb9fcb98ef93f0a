import { useViewer } from "@/lib/session/context";
import { Store, useStore } from "@/lib/store";

import type { Severity } from "./gql";

/** What somebody is about to report. Null is what the template says, or else what is usual. */
export interface Draft {
  /** Sent along, so that what is sent twice is reported once, whatever became of the first answer. */
  readonly dedupKey: string;
  readonly templateId: string | null;
  /** What stands in the template's placeholders, by their names. */
  readonly values: Readonly<Record<string, string>>;
  /** Title and description count instead of the template's. */
  readonly own: boolean;
  readonly title: string;
  readonly description: string;
  readonly severity: Severity | null;
  readonly serviceId: string | null;
  readonly categoryId: string | null;
  readonly teamId: string | null;
  readonly restricted: boolean;
}

export interface Drafting {
  readonly draft: Draft;
  readonly change: (change: Partial<Draft>) => void;
  /** Throws away what was typed, but for what `kept` says. */
  readonly clear: (kept?: Partial<Draft>) => void;
}

const STORED = "siems-report";

function blank(): Draft {
  return {
    dedupKey: `dashboard-${Array.from(crypto.getRandomValues(new Uint32Array(3)), (part) => part.toString(36)).join("")}`,
    templateId: null,
    values: {},
    own: false,
    title: "",
    description: "",
    severity: null,
    serviceId: null,
    categoryId: null,
    teamId: null,
    restricted: false,
  };
}

/** Whether anything has been said yet. */
export function isBlank(draft: Draft): boolean {
  const values = Object.fromEntries(Object.entries(draft.values).filter(([, value]) => value !== ""));
  return JSON.stringify({ ...draft, values }) === JSON.stringify({ ...blank(), dedupKey: draft.dedupKey });
}

/** What this person was about to report in this tab, if anything. It stays through reloads, until the tab is closed. */
function stored(viewerId: string): Draft {
  try {
    const text = sessionStorage.getItem(`${STORED}-${viewerId}`);
    return { ...blank(), ...(text === null ? {} : (JSON.parse(text) as Partial<Draft>)) };
  } catch {
    return blank(); // storage is closed to this page, or holds something else
  }
}

function keep(viewerId: string, draft: Draft): void {
  try {
    if (isBlank(draft)) sessionStorage.removeItem(`${STORED}-${viewerId}`);
    else sessionStorage.setItem(`${STORED}-${viewerId}`, JSON.stringify(draft));
  } catch {
    // Storage is closed or full: the draft lasts as long as this page.
  }
}

const drafts = new Map<string, Store<Draft>>();

function draftOf(viewerId: string): Store<Draft> {
  const known = drafts.get(viewerId) ?? new Store(stored(viewerId));
  drafts.set(viewerId, known);
  return known;
}

/** What the viewer is about to report: one draft for the whole page, kept as it is typed. */
export function useDraft(): Drafting {
  const { id } = useViewer();
  const store = draftOf(id);
  const become = (next: Draft) => {
    keep(id, next);
    store.set(next);
  };
  return {
    draft: useStore(store),
    change: (change) => become({ ...store.get(), ...change }),
    clear: (kept = {}) => become({ ...blank(), ...kept }),
  };
}
