import { CornerDownLeft, ListFilter } from "lucide-react";
import type { ReactNode } from "react";

import type { FoundIncident, FoundPerson } from "@/app/shell/usePaletteSearch";
import { Keys } from "@/components/Keys";
import { Initials } from "@/components/PersonName";
import { SeverityGlyph } from "@/components/Severity";
import { Status } from "@/components/Status";
import type { Action } from "@/lib/actions/actions";
import { incidentPath, incidentsPath } from "@/lib/places";

/** A line of the command palette. */
export interface Entry {
  readonly id: string;
  readonly group: string;
  readonly label: string;
  readonly description?: string | undefined;
  readonly icon?: ReactNode;
  readonly aside?: ReactNode;
  readonly run: () => void;
}

type Go = (path: string) => void;

/** "inc 42", "#42", "INC-42" is INC-42; null if it is no key. */
export function keyIn(typed: string): string | null {
  const number = /^(?:inc[-\s]?|#)(\d{1,9})$/i.exec(typed.trim())?.[1];
  return number === undefined ? null : `INC-${Number(number)}`;
}

/** The way to the incident whose key was typed, which needs no search. */
export function keyEntry(key: string, go: Go): Entry {
  return {
    id: `key ${key}`,
    group: "Incident",
    label: `Open ${key}`,
    icon: <CornerDownLeft size={16} />,
    run: () => go(incidentPath(key)),
  };
}

/** What can be done and is called like this: first by its name, then by its other words. */
export function actionEntries(actions: readonly Action[], typed: string): readonly Entry[] {
  const words = typed.trim().toLowerCase().split(/\s+/);
  const within = (text: string) => words.every((word) => text.toLowerCase().includes(word));
  const named = actions.filter(({ label }) => within(label));
  const meant = actions.filter(
    ({ label, description, keywords }) =>
      !within(label) && within([label, description ?? "", ...(keywords ?? [])].join(" ")),
  );
  const all = [...named, ...meant];
  const groups = [...new Set(all.map(({ group }) => group))];
  const together = groups.flatMap((name) => all.filter(({ group }) => group === name));
  return together.map(({ id, group, label, description, icon: Icon, keys, run }) => ({
    id: `action ${id}`,
    group,
    label,
    description,
    icon: Icon && <Icon size={16} />,
    aside: keys !== undefined && <Keys keys={keys} />,
    run,
  }));
}

export function incidentEntry({ id, key, title, severity, status }: FoundIncident, go: Go): Entry {
  return {
    id: `incident ${id}`,
    group: "Incidents",
    label: `${key} ${title}`,
    icon: <SeverityGlyph severity={severity} size={15} />,
    aside: <Status status={status} />,
    run: () => go(incidentPath(key)),
  };
}

/** Somebody: the incidents that they have. */
export function personEntry(person: FoundPerson, go: Go): Entry {
  return {
    id: `person ${person.id}`,
    group: "People",
    label: person.name,
    description: person.email ?? undefined,
    icon: <Initials person={person} />,
    aside: "Their incidents",
    run: () => go(incidentsPath({ assignee: person.id })),
  };
}

/** The list of all incidents that hold the words. */
export function listEntry(typed: string, go: Go): Entry {
  return {
    id: "list",
    group: "More",
    label: `Search all incidents for “${typed.trim()}”`,
    icon: <ListFilter size={16} />,
    run: () => go(incidentsPath({ text: typed.trim(), status: [] })),
  };
}
