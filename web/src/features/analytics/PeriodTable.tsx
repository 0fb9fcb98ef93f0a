import { type Column, FiguresTable, measured } from "./FiguresTable";
import { pathTo } from "./overTime";
import { type Flow, nameOf } from "./periods";
import type { PathOf } from "./question";
import { durationOf } from "./words";

type Name = "reported" | "resolved" | "backlog" | "timeToAcknowledge" | "timeToStart" | "timeToResolve";

const COUNTS = { reported: "Reported", resolved: "Resolved", backlog: "Open at its end" };

interface Props {
  flow: readonly Flow[];
  by: "DAY" | "WEEK";
  pathOf: PathOf;
  columns: readonly Name[];
}

/** Days or weeks, one a row, with these figures. */
export function PeriodTable({ flow, by, pathOf, columns }: Props) {
  const first: Column<Flow> = {
    name: by === "DAY" ? "Day" : "Week",
    cell: (period) => nameOf(period, by),
    value: (period) => period.startsAt,
    to: (period) => pathTo(period, pathOf),
  };
  return (
    <FiguresTable
      label={by === "DAY" ? "Days" : "Weeks"}
      rows={flow}
      keyOf={({ startsAt }) => startsAt}
      columns={[first, ...columns.flatMap(columnsFor)]}
      tall
    />
  );
}

function columnsFor(name: Name): Column<Flow>[] {
  if (name === "reported" || name === "resolved" || name === "backlog")
    return [
      {
        name: COUNTS[name],
        cell: (period) => period[name].toLocaleString(),
        value: (period) => period[name],
        bar: true,
      },
    ];
  return [
    {
      name: "Median",
      cell: ({ figures }) => measured(durationOf(figures[name].p50Seconds), figures[name].leftOut),
      value: ({ figures }) => figures[name].p50Seconds,
      bar: true,
    },
    {
      name: "p90",
      cell: ({ figures }) => durationOf(figures[name].p90Seconds),
      value: ({ figures }) => figures[name].p90Seconds,
    },
    {
      name: "Mean",
      cell: ({ figures }) => durationOf(figures[name].meanSeconds),
      value: ({ figures }) => figures[name].meanSeconds,
    },
    { name: "Incidents", cell: ({ figures }) => figures[name].count, value: ({ figures }) => figures[name].count },
  ];
}
