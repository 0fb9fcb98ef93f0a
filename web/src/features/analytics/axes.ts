import { type Flow, shortNameOf } from "./periods";

const FONT = { fontSize: 11.5 };

/** What the charts over time have in common. */
export const OVER_TIME = {
  dataKey: "startsAt",
  h: 210,
  accessibilityLayer: false, // the picture has a table beside it, which the keyboard reaches
  gridProps: { strokeDasharray: "0", stroke: "var(--siems-line)" },
  strokeDasharray: "0",
  tickLine: "none",
  xAxisProps: { tickFormatter: shortNameOf, minTickGap: 28, interval: "preserveStartEnd", style: FONT },
  tooltipAnimationDuration: 0,
} as const;

export const COUNTS = { allowDecimals: false, width: 34, style: FONT } as const;
export const DURATIONS = { width: 58, style: FONT } as const;

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
