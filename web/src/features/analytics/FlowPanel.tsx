import { SegmentedControl } from "@mantine/core";
import { useNavigate } from "react-router";

import { COUNTS, hit, OVER_TIME, shownIn } from "./axes";
import { CompositeChart } from "./charts";
import { FileButton } from "./FileButton";
import { type OverTime, pathTo } from "./overTime";
import { ChartPanel, Legend } from "./Panel";
import { type Flow, nameOf } from "./periods";
import { PeriodTable } from "./PeriodTable";
import { Tip } from "./Tip";
import { counted } from "./words";

const REPORTED = "var(--mantine-color-iris-4)";
const RESOLVED = "var(--siems-good)";

/** What was reported and what was resolved, day by day or week by week. */
export function FlowPanel({ flow, by, choose, variables, pathOf }: OverTime) {
  const navigate = useNavigate();
  return (
    <ChartPanel
      title="Reported and resolved"
      summary={summaryOf(flow, by)}
      tools={
        <>
          <SegmentedControl
            size="xs"
            aria-label="Period"
            value={by === "DAY" ? "day" : "week"}
            data={[
              { value: "day", label: "Days" },
              { value: "week", label: "Weeks" },
            ]}
            onChange={(unit) => choose(unit)}
          />
          <FileButton what={by === "DAY" ? "days" : "weeks"} rows={by} variables={variables} />
        </>
      }
      legend={
        <Legend
          entries={[
            { label: "Reported", color: REPORTED, shape: "bar" },
            { label: "Resolved", color: RESOLVED, shape: "line" },
          ]}
        />
      }
      chart={
        <CompositeChart
          {...OVER_TIME}
          data={[...flow]}
          series={[
            { name: "reported", color: REPORTED, type: "bar" },
            { name: "resolved", color: RESOLVED, type: "line" },
          ]}
          curveType="linear"
          maxBarWidth={26}
          strokeWidth={1.75}
          withDots={flow.length <= 40}
          dotProps={{ r: 2.5 }}
          yAxisProps={COUNTS}
          barProps={{ radius: [3, 3, 0, 0], cursor: "pointer" }}
          composedChartProps={{
            onClick: (state) => {
              const period = hit(flow, state);
              if (period !== undefined) void navigate(pathTo(period, pathOf));
            },
          }}
          tooltipProps={{ content: (shown) => <FlowTip period={shownIn(shown)} by={by} /> }}
        />
      }
      table={<PeriodTable flow={flow} by={by} pathOf={pathOf} columns={["reported", "resolved", "backlog"]} />}
    />
  );
}

function FlowTip({ period, by }: { period: Flow | undefined; by: "DAY" | "WEEK" }) {
  if (period === undefined) return null;
  const lines = [
    { label: "Reported", value: String(period.reported), color: REPORTED },
    { label: "Resolved", value: String(period.resolved), color: RESOLVED },
  ];
  return <Tip title={nameOf(period, by)} lines={lines} hint="Click for what was reported" />;
}

function summaryOf(flow: readonly Flow[], by: "DAY" | "WEEK"): string {
  const [reported, resolved] = [sum(flow.map((each) => each.reported)), sum(flow.map((each) => each.resolved))];
  const most = flow.reduce((found, each) => (each.reported > found.reported ? each : found));
  return `${counted(reported, "incident")} reported and ${resolved} resolved in ${counted(flow.length, by.toLowerCase())}. Most were reported on ${nameOf(most, by)}: ${most.reported}.`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
