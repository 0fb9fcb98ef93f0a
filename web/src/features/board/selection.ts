import { useEffect, useSyncExternalStore } from "react";

import type { BoardIncidentFragment } from "./gql";
import type { IncidentEvent } from "@/lib/live/feed";
import { Store } from "@/lib/store";

type Incident = BoardIncidentFragment;
type Chosen = ReadonlyMap<string, Incident>;

/** The incidents that are chosen to do something with all of them, each as it is by now. */
export class Selection {
  readonly chosen = new Store<Chosen>(new Map());
  /** Whether anything has ever been chosen. */
  readonly used = new Store(false);
  /** What is shown, by the places where it is, as the columns of a board. */
  readonly #shown = new Map<string, readonly Incident[]>();
  #last: string | null = null;

  has(id: string): boolean {
    return this.chosen.get().has(id);
  }

  /** Says what is shown in a place, in order. */
  show(place: string, incidents: readonly Incident[]): void {
    this.#shown.set(place, incidents);
  }

  /** Chooses an incident, or no longer; with `through` all from the last one to this one, where they are in one place. */
  choose(incident: Incident, through: boolean): void {
    const between = through ? this.#between(incident.id) : [];
    const those = between.length > 0 ? between : [incident];
    if (this.has(incident.id)) this.drop(those.map(({ id }) => id));
    else this.add(those);
    this.#last = incident.id;
  }

  chooseAll(): void {
    this.add([...this.#shown.values()].flat());
  }

  add(incidents: readonly Incident[]): void {
    this.used.set(true);
    this.chosen.set(new Map([...this.chosen.get(), ...incidents.map((each) => [each.id, each] as const)]));
  }

  drop(ids: readonly string[]): void {
    const chosen = new Map(this.chosen.get());
    for (const id of ids) chosen.delete(id);
    this.chosen.set(chosen);
  }

  clear(): void {
    this.#last = null;
    this.chosen.set(new Map());
  }

  /** Keeps what is chosen as it is in SIEMS: what is out of sight is not chosen any more. */
  hear({ incidentId, incident }: IncidentEvent): void {
    if (!this.has(incidentId)) return;
    if (incident === null) this.drop([incidentId]);
    else this.add([incident]);
  }

  #between(id: string): readonly Incident[] {
    const among = [...this.#shown.values()].find((place) => place.some((each) => each.id === id)) ?? [];
    const places = [this.#last, id].map((one) => among.findIndex((each) => each.id === one));
    const [from = -1, to = -1] = places.sort((one, other) => one - other);
    return from === -1 ? [] : among.slice(from, to + 1);
  }
}

/** Says what is shown in a place for as long as it is. */
export function useShown(selection: Selection, place: string, incidents: readonly Incident[]): void {
  useEffect(() => selection.show(place, incidents), [selection, place, incidents]);
  useEffect(() => () => selection.show(place, []), [selection, place]);
}

export function useIsChosen(selection: Selection, id: string): boolean {
  return useSyncExternalStore(selection.chosen.subscribe, () => selection.has(id));
}
