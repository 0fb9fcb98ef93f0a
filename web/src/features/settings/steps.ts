import type { SettingsTellingFragment } from "./gql";

/** A step as it is stored. */
export type Step = SettingsTellingFragment["steps"][number];

/** A step as it is written: `key` names its row for as long as it is on the page. */
export interface Draft {
  readonly key: number;
  readonly contactMethodId: string;
  /** Null while nothing stands there. */
  readonly afterMinutes: number | null;
}

/** Moves the method of a step to the place of its neighbour; the minutes stay, so that they still go up. */
export function swapped(steps: readonly Draft[], place: number, by: -1 | 1): readonly Draft[] {
  const [here, there] = [steps[place], steps[place + by]];
  if (here === undefined || there === undefined) return steps;
  const moved = [...steps];
  moved[place] = { ...there, afterMinutes: here.afterMinutes };
  moved[place + by] = { ...here, afterMinutes: there.afterMinutes };
  return moved;
}

/** The steps with another one behind them: by a method that has none yet, if there is one, five minutes later. */
export function withAnother(steps: readonly Draft[], methodIds: readonly string[]): readonly Draft[] {
  const last = steps.at(-1);
  const unused = methodIds.find((id) => steps.every(({ contactMethodId }) => contactMethodId !== id));
  const key = Math.max(0, ...steps.map((step) => step.key)) + 1;
  return [
    ...steps,
    {
      key,
      contactMethodId: unused ?? methodIds[0] ?? "",
      afterMinutes: last === undefined ? 0 : Math.min(1_440, (last.afterMinutes ?? 0) + 5),
    },
  ];
}

/** What is stored, to be written. */
export function draftsOf(steps: readonly Step[]): readonly Draft[] {
  return steps.flatMap(({ contactMethod, afterMinutes }, place) =>
    contactMethod === null ? [] : [{ key: place, contactMethodId: contactMethod.id, afterMinutes }],
  );
}

/** Whether these are the same steps. */
export function areSame(one: readonly Draft[], other: readonly Draft[]): boolean {
  return said(one) === said(other);
}

function said(steps: readonly Draft[]): string {
  return JSON.stringify(steps.map(({ contactMethodId, afterMinutes }) => [contactMethodId, afterMinutes]));
}
