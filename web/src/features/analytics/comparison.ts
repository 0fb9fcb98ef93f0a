export type Verdict = "better" | "worse" | null;

/** How a figure stands against the one of the period before. */
export interface Comparison {
  readonly direction: "up" | "down" | "same" | "unknown";
  /** "18 % less", "4 points more", "as before", "nothing to compare with". */
  readonly said: string;
  readonly verdict: Verdict;
}

interface Words {
  readonly more: string;
  readonly less: string;
}

const UNKNOWN: Comparison = { direction: "unknown", said: "nothing to compare with", verdict: null };
const SAME: Comparison = { direction: "same", said: "as before", verdict: null };

/** Of numbers and lengths of time, of which less is better: in percent. */
export function inPercent(value: number | null, before: number | null, { more, less }: Words): Comparison {
  if (value === null || before === null) return UNKNOWN;
  if (value === before) return SAME;
  const up = value > before;
  if (before === 0) return { direction: "up", said: "none before", verdict: "worse" };
  const percent = Math.round((Math.abs(value - before) / before) * 100);
  if (percent === 0) return SAME;
  const amount = up && percent >= 300 ? `${Math.round(value / before)} times` : `${percent} %`;
  return {
    direction: up ? "up" : "down",
    said: amount.endsWith("times")
      ? `${amount} as ${more === "longer" ? "long" : "many"}`
      : `${amount} ${up ? more : less}`,
    verdict: up ? "worse" : "better",
  };
}

/** Of fractions: in points, of which there are a hundred. */
export function inPoints(value: number | null, before: number | null, better: "more" | "less"): Comparison {
  if (value === null || before === null) return UNKNOWN;
  const points = Number((Math.abs(value - before) * 100).toFixed(1));
  if (points === 0) return SAME;
  const up = value > before;
  return {
    direction: up ? "up" : "down",
    said: `${points.toLocaleString()} ${points === 1 ? "point" : "points"} ${up ? "more" : "less"}`,
    verdict: up === (better === "more") ? "better" : "worse",
  };
}
