import { Button } from "@mantine/core";
import { ChartNoAxesColumn } from "lucide-react";

import { Notice } from "@/components/Notice";

import { BusyHours } from "./BusyHours";
import classes from "./Figures.module.css";
import { FlowPanel } from "./FlowPanel";
import type { AnalyticsOverviewQuery, AnalyticsOverviewQueryVariables } from "./gql";
import { Groups } from "./Groups";
import { Pages } from "./Pages";
import { flowOf } from "./periods";
import { isFiltered, pathsOf, type Question, UNFILTERED } from "./question";
import type { Span } from "./span";
import { SpeedPanel } from "./SpeedPanel";
import { Tiles } from "./Tiles";
import { BacklogPanel } from "./BacklogPanel";
import { counted } from "./words";

interface Props {
  data: AnalyticsOverviewQuery;
  question: Question;
  ask: (change: Partial<Question>) => void;
  span: Span;
  variables: AnalyticsOverviewQueryVariables;
  own: boolean;
}

/** All figures of a range: in short, over time, by what incidents have in common, by the hour, by person. */
export function Figures({ data, question, ask, span, variables, own }: Props) {
  const { current, previous } = data;
  if (current === null) return null;
  const pathOf = pathsOf(question, span);
  const flow = flowOf(current.periods ?? [], data.before?.periods?.at(-1)?.backlog ?? 0);
  if (current.summary.incidents === 0)
    return <Nothing question={question} ask={ask} open={flow.at(-1)?.backlog ?? 0} />;
  const over = { flow, by: variables.by, choose: (unit: Question["unit"]) => ask({ unit }), variables, pathOf };
  return (
    <>
      <Tiles current={current} previous={previous} flow={flow} span={span} pathOf={pathOf} />
      <div className={classes.columns} data-wide="left">
        <FlowPanel {...over} />
        <BacklogPanel {...over} />
      </div>
      <SpeedPanel {...over} />
      <Groups
        current={current}
        by={question.by}
        choose={(by) => ask({ by })}
        variables={variables}
        pathOf={pathOf}
        own={own}
      />
      <div className={classes.columns} data-wide="left">
        <BusyHours hours={current.busiestHours} span={span} pathOf={pathOf} />
        <Pages people={current.pages} pathOf={pathOf} own={own} />
      </div>
    </>
  );
}

function Nothing({ question, ask, open }: { question: Question; ask: Props["ask"]; open: number }) {
  const filtered = isFiltered(question);
  const way = filtered
    ? { label: "Show all incidents", change: UNFILTERED }
    : { label: "Show a year", change: { range: "365d" } as const };
  return (
    <Notice
      icon={ChartNoAxesColumn}
      title={filtered ? "Nothing like that was reported in this time" : "Nothing was reported in this time"}
      action={
        <Button variant="default" onClick={() => ask(way.change)}>
          {way.label}
        </Button>
      }
    >
      {open > 0
        ? `${counted(open, "incident")} from before ${open === 1 ? "was" : "were"} not resolved by its end.`
        : "There is nothing to measure."}
    </Notice>
  );
}
