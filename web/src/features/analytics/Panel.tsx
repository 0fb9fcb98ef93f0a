import { ActionIcon, Tooltip } from "@mantine/core";
import { ChartNoAxesColumn, Table2 } from "lucide-react";
import { useId, useState } from "react";

import { Drawn } from "./Drawn";
import classes from "./Panel.module.css";

interface Props {
  title: string;
  /** What is to be known to read it. */
  about?: React.ReactNode;
  tools?: React.ReactNode;
  children: React.ReactNode;
}

/** A part of the page with a heading. */
export function Panel({ title, about, tools, children }: Props) {
  const heading = useId();
  return (
    <section className={classes.panel} aria-labelledby={heading}>
      <header className={classes.head}>
        <h2 id={heading}>{title}</h2>
        {tools !== undefined && <div className={classes.tools}>{tools}</div>}
        {about !== undefined && <p>{about}</p>}
      </header>
      {children}
    </section>
  );
}

interface ChartPanelProps extends Omit<Props, "children"> {
  /** What the chart says, in a sentence. */
  summary: string;
  legend?: React.ReactNode;
  chart: React.ReactNode;
  table: React.ReactNode;
}

/** A chart, or the same as a table: a picture is for eyes and mice only, and the table for everybody. */
export function ChartPanel({ summary, legend, chart, table, tools, ...panel }: ChartPanelProps) {
  const [asTable, setAsTable] = useState(false);
  const label = asTable ? "Show as a chart" : "Show as a table";
  const toggle = (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={`${panel.title}: ${label.toLowerCase()}`}
        onClick={() => setAsTable(!asTable)}
      >
        {asTable ? <ChartNoAxesColumn size={15} /> : <Table2 size={15} />}
      </ActionIcon>
    </Tooltip>
  );
  return (
    <Panel
      {...panel}
      tools={
        <>
          {tools}
          {toggle}
        </>
      }
    >
      {asTable ? (
        table
      ) : (
        <>
          {legend}
          <div className={classes.chart} role="img" aria-label={summary}>
            <Drawn>{chart}</Drawn>
          </div>
        </>
      )}
    </Panel>
  );
}

interface Entry {
  label: string;
  color: string;
  shape: "bar" | "line" | "dashed" | "area";
}

/** What is what in a chart, by colour and shape. */
export function Legend({ entries }: { entries: readonly Entry[] }) {
  return (
    <ul className={classes.legend}>
      {entries.map(({ label, color, shape }) => (
        <li key={label}>
          <i data-shape={shape} style={{ color }} aria-hidden />
          {label}
        </li>
      ))}
    </ul>
  );
}
