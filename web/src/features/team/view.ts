import { oneOf, text, type UrlField } from "@/lib/routing/urlState";

export type ViewName = "on-call" | "workload" | "absences";

/** What the page shows; it stands in the address. */
export interface View {
  readonly view: ViewName;
  /** The id of a team, or none for all. */
  readonly team: string;
  readonly span: "two-weeks" | "month";
  /** A day that the calendar shows: 2026-11-26. None is today. */
  readonly day: string;
  readonly as: "calendar" | "list";
}

export const VIEW: { readonly [Name in keyof View]: UrlField<View[Name]> } = {
  view: oneOf(["on-call", "workload", "absences"]),
  team: text,
  span: oneOf(["two-weeks", "month"]),
  day: text,
  as: oneOf(["calendar", "list"]),
};
