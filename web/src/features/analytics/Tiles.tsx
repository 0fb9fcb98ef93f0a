import { Link } from "react-router";

import { inPercent, inPoints } from "./comparison";
import type { AnalyticsAttainmentFragment, AnalyticsDurationFragment, AnalyticsOverviewQuery } from "./gql";
import type { Flow } from "./periods";
import type { PathOf } from "./question";
import { Bar, Rail, Sparkline } from "./Marks";
import { Tile } from "./Tile";
import classes from "./Tiles.module.css";
import { before as spanBefore, inWords, type Span } from "./span";
import { counted, durationOf, NOTHING, percentOf } from "./words";

type Analytics = NonNullable<AnalyticsOverviewQuery["current"]>;
type Part = Pick<Analytics, "summary" | "lateness">;

interface Props {
  current: Part;
  previous: Part | null;
  flow: readonly Flow[];
  span: Span;
  pathOf: PathOf;
}

/** The figures of the whole range in short, beside those of the time before. */
export function Tiles({ current, previous, flow, span, pathOf }: Props) {
  const { summary, lateness } = current;
  const before = previous?.summary;
  return (
    <section aria-label="In short">
      <p className={classes.span}>
        {inWords(span)} <span>compared with {inWords(spanBefore(span))}</span>
      </p>
      <div className={classes.tiles} data-columns="4">
        <Tile
          label="Incidents"
          value={summary.incidents.toLocaleString()}
          to={pathOf()}
          change={inPercent(summary.incidents, before?.incidents ?? null, { more: "more", less: "fewer" })}
          graphic={<Sparkline values={flow.map(({ reported }) => reported)} />}
        >
          <p>{flow.at(-1)?.backlog ?? 0} not resolved at the end</p>
        </Tile>
        <Duration label="Time to acknowledge" now={summary.timeToAcknowledge} before={before?.timeToAcknowledge} />
        <Duration label="Time to start" now={summary.timeToStart} before={before?.timeToStart} />
        <Duration label="Time to resolve" now={summary.timeToResolve} before={before?.timeToResolve} />
      </div>
      <div className={classes.tiles} data-columns="5">
        <Attainment
          label="Responded in time"
          now={summary.respondSla}
          before={before?.respondSla}
          to={pathOf({ sla: ["BREACHED"] })}
        />
        <Attainment
          label="Resolved in time"
          now={summary.resolveSla}
          before={before?.resolveSla}
          to={pathOf({ sla: ["BREACHED"] })}
        />
        <Tile
          label="Escalated"
          value={percentOf(summary.escalations.rate)}
          change={inPoints(summary.escalations.rate, before?.escalations.rate ?? null, "less")}
          graphic={<Bar fraction={summary.escalations.rate} />}
        >
          <dl>
            <Line
              name="By a rule"
              value={`${summary.escalations.byRule} (${percentOf(summary.escalations.ruleRate)})`}
            />
            <Line name="By hand" value={`${summary.escalations.byHand} (${percentOf(summary.escalations.handRate)})`} />
          </dl>
        </Tile>
        <Tile
          label="Reopened"
          value={percentOf(summary.reopenRate)}
          change={inPoints(summary.reopenRate, before?.reopenRate ?? null, "less")}
          graphic={<Bar fraction={summary.reopenRate} />}
        >
          <p>
            {summary.reopened} of {counted(summary.everResolved, "that was resolved", "that were resolved")}
          </p>
        </Tile>
        <Tile
          label="Escalations late by"
          value={durationOf(lateness.p50Seconds)}
          unit={lateness.firings > 0 ? "median" : undefined}
          change={inPercent(lateness.p50Seconds, previous?.lateness.p50Seconds ?? null, {
            more: "longer",
            less: "shorter",
          })}
        >
          {lateness.firings === 0 ? (
            <p>No rule fired in this time.</p>
          ) : (
            <dl>
              <Line name="p99" value={durationOf(lateness.p99Seconds)} />
              <Line name="Longest" value={durationOf(lateness.maxSeconds)} />
              <Line name="Fired" value={counted(lateness.firings, "time")} />
            </dl>
          )}
        </Tile>
      </div>
    </section>
  );
}

interface DurationProps {
  label: string;
  now: AnalyticsDurationFragment;
  before: AnalyticsDurationFragment | undefined;
}

function Duration({ label, now, before }: DurationProps) {
  return (
    <Tile
      label={label}
      value={durationOf(now.p50Seconds)}
      unit={now.count > 0 ? "median" : undefined}
      change={inPercent(now.p50Seconds, before?.p50Seconds ?? null, { more: "longer", less: "shorter" })}
      graphic={<Rail figures={now} />}
    >
      <dl>
        <Line name="p90" value={durationOf(now.p90Seconds)} />
        <Line name="p95" value={durationOf(now.p95Seconds)} />
        <Line name="Mean" value={durationOf(now.meanSeconds)} />
      </dl>
      <p>
        {counted(now.count, "incident")}
        {now.leftOut > 0 && `, ${now.leftOut.toLocaleString()} not there yet`}
      </p>
    </Tile>
  );
}

interface AttainmentProps {
  label: string;
  now: AnalyticsAttainmentFragment;
  before: AnalyticsAttainmentFragment | undefined;
  to: string;
}

function Attainment({ label, now, before, to }: AttainmentProps) {
  return (
    <Tile
      label={label}
      value={percentOf(now.attainment)}
      change={inPoints(now.attainment, before?.attainment ?? null, "more")}
      graphic={<Bar fraction={now.attainment} good />}
    >
      {now.attainment === null ? (
        <p>Nothing was promised, or due.</p>
      ) : (
        <dl>
          <Line name="Kept" value={now.met.toLocaleString()} />
          <Line name="Broken" value={now.breached > 0 ? <Link to={to}>{now.breached.toLocaleString()}</Link> : "0"} />
        </dl>
      )}
    </Tile>
  );
}

function Line({ name, value }: { name: string; value: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value === NOTHING ? <span aria-label="nothing to measure">{value}</span> : value}</dd>
    </div>
  );
}
