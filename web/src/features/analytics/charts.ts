import { lazily } from "@/lib/lazily";

/** The charts, loaded when the first one is drawn: the figures do not wait for them. */
export const AreaChart = lazily(async () => ({ default: (await import("./drawing")).AreaChart }));
export const CompositeChart = lazily(async () => ({ default: (await import("./drawing")).CompositeChart }));
export const LineChart = lazily(async () => ({ default: (await import("./drawing")).LineChart }));
