import { type Flow, shortNameOf } from "./periods";

const FONT = { fontSize: 11.5 };

/** Of every chart, in pixels. */
export const HEIGHT = 210;

/** What the charts over time have in common. */
export const OVER_TIME = {
  dataKey: "startsAt",
  h: HEIGHT,
  accessibilityLayer: false, // the picture has a table beside it, which the keyboard reaches
  gridColor: "var(--siems-line)",
  strokeDasharray: "0",
  tickLine: "none",
  xAxisProps: { tickFormatter: shortNameOf, minTickGap: 28, interval: "preserveStartEnd", style: FONT },
  tooltipAnimationDuration: 0,
} as const;

export const COUNTS = { allowDecimals: false, width: 34, style: FONT } as const;

const [MINUTE, HOUR, DAY] = [60, 3_600, 86_400];
const STEPS = [
  ...[1, 5, 15, 30].map((seconds) => seconds),
  ...[1, 2, 5, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
  ...[1, 2, 5, 10, 20, 50, 100, 200].map((days) => days * DAY),
];
const MOST_TICKS = 5;

/** An axis of lengths of time up to the longest of these, with ticks at whole minutes, hours or days. */
export function durationAxis(seconds: readonly (number | null)[]) {
  const longest = Math.max(1, ...seconds.map((each) => each ?? 0));
  const step = STEPS.find((each) => longest / each <= MOST_TICKS) ?? longest / MOST_TICKS;
  const ticks = Array.from({ length: Math.ceil(longest / step) + 1 }, (_, place) => place * step);
  return { ticks, domain: [0, ticks.at(-1) ?? longest], width: 48, style: FONT };
}

/** Which of the periods a click on a chart has hit. */
export function hit<Each>(
  all: readonly Each[],
  { activeTooltipIndex }: { activeTooltipIndex?: unknown },
): Each | undefined {
  return activeTooltipIndex === undefined || activeTooltipIndex === null ? undefined : all[Number(activeTooltipIndex)];
}

/** The period that a tooltip is about. */
export function shownIn({ payload }: { payload?: readonly { payload?: unknown }[] }): Flow | undefined {
  return payload?.[0]?.payload as Flow | undefined;
}
