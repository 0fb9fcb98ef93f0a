import type { Person } from "@/components/PersonName";

import type { CreateOnCallScheduleInput, RotationUnit, Weekday } from "../gql";
import { HERE } from "../moments";
import type { Schedule } from "../schedule";

export const WEEKDAYS: readonly Weekday[] = [
  "MONDAY",
  "TUESDAY",
  "WEDNESDAY",
  "THURSDAY",
  "FRIDAY",
  "SATURDAY",
  "SUNDAY",
];

/** Hours of the week: if the end is no later than the start, it is on the next day. */
export interface WindowDraft {
  readonly weekdays: readonly Weekday[];
  readonly startsAt: string;
  readonly endsAt: string;
}

/** People who take turns, as a form has them. */
export interface LayerDraft {
  /** Tells layers apart while they are moved and renamed. */
  readonly key: number;
  readonly name: string;
  /** Somebody may come twice. */
  readonly people: readonly Person[];
  readonly unit: RotationUnit;
  readonly length: number;
  /** 2026-11-23 */
  readonly startsOn: string;
  /** 09:00 */
  readonly handoffTime: string;
  /** Null: at all hours. */
  readonly hours: readonly WindowDraft[] | null;
}

export interface ScheduleDraft {
  readonly teamId: string;
  readonly name: string;
  readonly timeZone: string;
  /** The uppermost first. */
  readonly layers: readonly LayerDraft[];
}

let lastKey = 0;

/** A layer of nobody yet, with turns of a week from this day on. */
export function newLayer(name: string, startsOn: string): LayerDraft {
  return { key: ++lastKey, name, people: [], unit: "WEEKS", length: 1, startsOn, handoffTime: "09:00", hours: null };
}

export function newDraft(teamId: string, startsOn: string): ScheduleDraft {
  return { teamId, name: "", timeZone: HERE, layers: [newLayer("First", startsOn)] };
}

export function draftOf({ name, timeZone, team, layers }: Schedule): ScheduleDraft {
  const drafts = layers.map(({ name: called, rotation, hours, participants }) => ({
    ...{ key: ++lastKey, name: called, people: participants, hours },
    ...{ unit: rotation.unit, length: rotation.length, startsOn: rotation.startsOn, handoffTime: rotation.handoffTime },
  }));
  return { teamId: team?.id ?? "", name, timeZone, layers: drafts };
}

/** The draft as the API takes it. */
export function inputOf({ teamId, name, timeZone, layers }: ScheduleDraft): CreateOnCallScheduleInput {
  return {
    ...{ teamId, name: name.trim(), timeZone },
    layers: layers.map(({ name: called, people, hours, unit, length, startsOn, handoffTime }) => ({
      name: called.trim(),
      participantIds: people.map(({ id }) => id),
      rotation: { unit, length, startsOn, handoffTime },
      hours: hours?.map(({ weekdays, startsAt, endsAt }) => ({ weekdays: [...weekdays], startsAt, endsAt })) ?? null,
    })),
  };
}

/** The list with one thing moved a place up (-1) or down (1), if there is a place. */
export function moved<Each>(all: readonly Each[], place: number, step: 1 | -1): readonly Each[] {
  const [one, other] = [all[place], all[place + step]];
  if (one === undefined || other === undefined) return all;
  return all.map((each, at) => (at === place ? other : at === place + step ? one : each));
}
