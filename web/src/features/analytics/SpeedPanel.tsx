import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { useNavigate } from "react-router";

import { durationAxis, hit, OVER_TIME, shownIn } from "./axes";
import { LineChart } from "./charts";
import { type OverTime, pathTo } from "./overTime";
import { ChartPanel, Legend } from "./Panel";
import { type Flow, nameOf } from "./periods";
import { PeriodTable } from "./PeriodTable";
import { Tip } from "./Tip";
import { counted, durationOf } from "./words";

const STEPS = {
  timeToAcknowledge: "acknowledge",
  timeToStart: "start",
  timeToResolve: "resolve",
} as const;
export type Step = keyof typeof STEPS;

const MEDIAN = "var(--mantine-color-iris-5)";
const P90 = "var(--siems-low)";

/** How long it took, of the incidents reported in each day or week. */
export function SpeedPanel({ flow, by, pathOf }: OverTime) {
  const [step, setStep] = useState<Step>("timeToResolve");
  const navigate = useNavigate();
  const points = flow.map((period) => ({
    ...period,
    median: period.figures[step].p50Seconds,
    p90: period.figures[step].p90Seconds,
  }));
  return (
    <ChartPanel
      title="How long it took"
      about="Of what was reported in each period. What has not got there is left out."
      summary={summaryOf(flow, step, by)}
      tools={
        <SegmentedControl
          size="xs"
          aria-label="How long until"
          value={step}
          data={Object.entries(STEPS).map(([value, label]) => ({ value, label: `To ${label}` }))}
          onChange={(value) => setStep(value as Step)}
        />
      }
      legend={
        <Legend
          entries={[
            { label: "Median", color: MEDIAN, shape: "line" },
            { label: "p90", color: P90, shape: "dashed" },
          ]}
        />
      }
      chart={
        <LineChart
          {...OVER_TIME}
          data={points}
          series={[
            { name: "median", color: MEDIAN },
            { name: "p90", color: P90, strokeDasharray: "4 4" },
          ]}
          curveType="linear"
          connectNulls={false}
          dotProps={{ r: 2.5 }}
          strokeWidth={1.75}
          valueFormatter={(seconds) => durationOf(seconds)}
          yAxisProps={durationAxis(points.flatMap(({ median, p90 }) => [median, p90]))}
          lineChartProps={{
            style: { cursor: "pointer" },
            onClick: (state) => {
              const period = hit(flow, state);
              if (period !== undefined) void navigate(pathTo(period, pathOf));
            },
          }}
          tooltipProps={{ content: (shown) => <SpeedTip period={shownIn(shown)} step={step} by={by} /> }}
        />
      }
      table={<PeriodTable flow={flow} by={by} pathOf={pathOf} columns={[step]} />}
    />
  );
}

function SpeedTip({ period, step, by }: { period: Flow | undefined; step: Step; by: "DAY" | "WEEK" }) {
  if (period === undefined) return null;
  const { count, leftOut, p50Seconds, p90Seconds } = period.figures[step];
  const lines = [
    { label: "Median", value: durationOf(p50Seconds), color: MEDIAN },
    { label: "p90", value: durationOf(p90Seconds), color: P90 },
    { label: "Incidents", value: String(count) },
    ...(leftOut > 0 ? [{ label: "Not there yet", value: String(leftOut) }] : []),
  ];
  return <Tip title={nameOf(period, by)} lines={lines} hint="Click for these incidents" />;
}

function summaryOf(flow: readonly Flow[], step: Step, by: "DAY" | "WEEK"): string {
  const there = flow.filter((each) => each.figures[step].p50Seconds !== null);
  const last = there.at(-1);
  if (last === undefined) return "Nothing got there.";
  return `The median time to ${STEPS[step]} in ${counted(there.length, by.toLowerCase())}. In the last, ${nameOf(last, by)}, it was ${durationOf(last.figures[step].p50Seconds)}.`;
}
