import { COUNTS, OVER_TIME, shownIn } from "./axes";
import { AreaChart } from "./charts";
import type { OverTime } from "./overTime";
import { ChartPanel, Legend } from "./Panel";
import { type Flow, nameOf } from "./periods";
import { PeriodTable } from "./PeriodTable";
import { Tip } from "./Tip";
import { counted } from "./words";

const OPEN = "var(--siems-high)";

/** How much was not resolved at the end of each day or week. */
export function BacklogPanel({ flow, by, pathOf }: OverTime) {
  const [first, last] = [flow[0]?.backlog ?? 0, flow.at(-1)?.backlog ?? 0];
  return (
    <ChartPanel
      title="Open backlog"
      summary={`${counted(first, "incident")} open after the first ${by.toLowerCase()}, ${last} at the end.`}
      legend={<Legend entries={[{ label: "Not resolved at the end of it", color: OPEN, shape: "area" }]} />}
      chart={
        <AreaChart
          {...OVER_TIME}
          data={[...flow]}
          series={[{ name: "backlog", color: OPEN }]}
          curveType="linear"
          withDots={false}
          strokeWidth={1.75}
          fillOpacity={0.16}
          yAxisProps={COUNTS}
          tooltipProps={{ content: (shown) => <BacklogTip period={shownIn(shown)} by={by} /> }}
        />
      }
      table={<PeriodTable flow={flow} by={by} pathOf={pathOf} columns={["backlog"]} />}
    />
  );
}

function BacklogTip({ period, by }: { period: Flow | undefined; by: "DAY" | "WEEK" }) {
  if (period === undefined) return null;
  return (
    <Tip
      title={nameOf(period, by)}
      lines={[{ label: "Open at its end", value: String(period.backlog), color: OPEN }]}
    />
  );
}
