import { SEVERITIES } from "@/components/Severity";
import type { BoardIncidentFragment } from "./gql";
import { belongs, type Question, type Sort } from "./question";

type Incident = BoardIncidentFragment;
type Compare = (one: Incident, other: Incident) => number;

// Numbers and times grow together, and tell those apart that are equal otherwise: as ids do for SIEMS.
const COMPARE: Record<Sort, Compare> = {
  newest: (one, other) => times(other.createdAt, one.createdAt) || other.number - one.number,
  oldest: (one, other) => times(one.createdAt, other.createdAt) || one.number - other.number,
  updated: (one, other) => times(other.updatedAt, one.updatedAt) || other.number - one.number,
  severity: (one, other) => rank(one) - rank(other) || other.number - one.number,
};

function rank({ severity }: Incident): number {
  return SEVERITIES.indexOf(severity);
}

function times(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1; // SIEMS spells all of them in the same way
}

/**
 * What is shown of a list that was read to some place: those of `read` and of those that were heard of since which are
 * asked for, each once and in order. What comes behind that place is not shown while there is `more` to read: it
 * comes with its page.
 */
export function arranged(
  read: readonly Incident[],
  heard: ReadonlyMap<string, Incident>,
  question: Question,
  more: boolean,
): Incident[] {
  const compare = COMPARE[question.sort];
  const known = new Set(read.map(({ id }) => id));
  const last = more
    ? read.reduce<Incident | null>((end, each) => (end && compare(end, each) > 0 ? end : each), null)
    : null;
  const others = [...heard.values()].filter((each) => !known.has(each.id) && (!last || compare(each, last) < 0));
  const shown = [...read, ...others].filter((each) => belongs(each, question));
  return shown.sort(compare);
}
