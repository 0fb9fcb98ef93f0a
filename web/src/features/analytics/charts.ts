import { lazy } from "react";

/** The charts, loaded when the first one is drawn: the figures do not wait for them. */
export const AreaChart = lazy(async () => ({ default: (await import("./drawing")).AreaChart }));
export const CompositeChart = lazy(async () => ({ default: (await import("./drawing")).CompositeChart }));
export const LineChart = lazy(async () => ({ default: (await import("./drawing")).LineChart }));
