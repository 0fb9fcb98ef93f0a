import { QUESTION, type Question, USUAL } from "./question";
import { Kept } from "@/lib/kept";
import { PLACES } from "@/lib/places";
import { useViewer } from "@/lib/session/context";

/** A question with a name. */
export interface View {
  readonly id: string;
  readonly name: string;
  /** The question, as it stands in the address behind the question mark. */
  readonly asks: string;
}

type Fields = { readonly [Name in keyof Question]: { write: (value: Question[Name]) => string | null } };

/** How a question stands in the address: what is as usual does not. */
export function asksFor(question: Partial<Question>): string {
  const parameters = new URLSearchParams();
  const add = <Name extends keyof Question>(name: Name, value: Question[Name] | undefined) => {
    const written = value === undefined ? null : (QUESTION as Fields)[name].write(value);
    if (written !== null) parameters.set(name, written);
  };
  for (const name of Object.keys(QUESTION) as (keyof Question)[]) add(name, question[name]);
  return parameters.toString();
}

/** The address of what is asked. */
export function boardPath(asks: string): string {
  return asks === "" ? PLACES.board.path : `${PLACES.board.path}?${asks}`;
}

/** The views that are always there, in words of the viewer. */
export function builtInViews(viewerId: string): readonly View[] {
  const views: readonly [string, Partial<Question>][] = [
    ["Unresolved", {}],
    ["Unassigned", { status: ["OPEN"] }],
    ["Critical", { severity: ["CRITICAL"] }],
    ["At risk or breached", { sla: ["BREACHED", "AT_RISK"] }],
    ["Assigned to me", { assignee: viewerId }],
    ["Reported by me", { reporter: viewerId, status: [] }],
    ["Everything", { status: [] }],
  ];
  return views.map(([name, question]) => ({ id: name, name, asks: asksFor({ ...USUAL, ...question }) }));
}

/** The view that asks the same; how the answer is shown is no part of that, nor in a built-in view its order. */
export function viewThatAsks(question: Question, builtIn: readonly View[], own: readonly View[]): View | undefined {
  const ordered = asksFor({ ...question, view: "table" });
  const asked = asksFor({ ...question, view: "table", sort: "newest" });
  return own.find(({ asks }) => withoutLook(asks) === ordered) ?? builtIn.find(({ asks }) => asks === asked);
}

function withoutLook(asks: string): string {
  const parameters = new URLSearchParams(asks);
  parameters.delete("view");
  return parameters.toString();
}

/** The views that a person has made, kept in this browser. */
export class OwnViews {
  readonly kept: Kept<readonly View[]>;

  constructor(personId: string) {
    this.kept = new Kept("views", personId, viewsIn);
  }

  /** Keeps a question under a name, in place of what had this name. */
  save(name: string, asks: string): void {
    const others = this.kept.get().filter((view) => view.name !== name);
    this.#keep([...others, { id: crypto.randomUUID(), name, asks }]);
  }

  rename(id: string, name: string): void {
    const others = this.kept.get().filter((view) => view.id === id || view.name !== name);
    this.#keep(others.map((view) => (view.id === id ? { ...view, name } : view)));
  }

  remove(id: string): void {
    this.#keep(this.kept.get().filter((view) => view.id !== id));
  }

  #keep(views: readonly View[]): void {
    this.kept.keep([...views].sort((one, other) => one.name.localeCompare(other.name)));
  }
}

function viewsIn(kept: unknown): readonly View[] {
  return Array.isArray(kept) ? kept.filter(isView) : [];
}

function isView(thing: unknown): thing is View {
  return typeof thing === "object" && thing !== null && "id" in thing && "name" in thing && "asks" in thing;
}

const known = new Map<string, OwnViews>();

/** The viewer's own views. */
export function useOwnViews(): OwnViews {
  const { id } = useViewer();
  const views = known.get(id) ?? new OwnViews(id);
  known.set(id, views);
  return views;
}
