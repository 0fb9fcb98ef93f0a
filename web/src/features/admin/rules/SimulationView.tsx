import { Button, Loader } from "@mantine/core";
import { Link } from "react-router";

import { Problem } from "@/components/Notice";
import { Time } from "@/components/Time";
import { incidentPath } from "@/lib/places";

import type { RuleDraft } from "./draft";
import { Days } from "./Days";
import classes from "./SimulationView.module.css";
import type { Simulated, Simulation } from "./useSimulation";
import { nameOf } from "./words";

interface Props {
  draft: RuleDraft;
  simulation: Simulation;
  /** The rule as it is stored; null if there is none, or while nothing was changed. */
  present: Simulated | null;
}

/** What the rule that is edited would have done, beside what the present one would have. */
export function SimulationView({ draft, simulation, present }: Props) {
  const { found, problem, running, waiting, stopped, stop, again } = simulation;
  return (
    <section aria-label="Simulation" aria-busy={running}>
      <div className={classes.head}>
        <h3>In the last 90 days</h3>
        {running && (
          <>
            <Loader size={12} />
            <span className={classes.hint} role="status">
              {waiting ? "Another one is under way; this one is next" : "Trying it out"}
            </span>
            <Button size="compact-xs" variant="default" onClick={stop}>
              Stop
            </Button>
          </>
        )}
        {stopped && (
          <Button size="compact-xs" variant="default" onClick={again}>
            Try it out
          </Button>
        )}
      </div>
      {problem !== null && <Problem message={problem} retry={again} />}
      {found === null && running && <p className={classes.hint}>It is held against what has happened.</p>}
      {found !== null && problem === null && (
        <div className={classes.found} data-stale={running || stopped || undefined}>
          <Figures found={found} present={present} />
          <Days found={found} />
          <Paged found={found} draft={draft} />
          <Limits found={found} />
          <First found={found} />
          <p className={classes.hint}>Nothing is written, and nobody is told.</p>
        </div>
      )}
    </section>
  );
}

function Figures({ found, present }: { found: Simulated; present: Simulated | null }) {
  return (
    <table className={classes.figures}>
      {present !== null && (
        <thead>
          <tr>
            <td />
            <th scope="col">As edited</th>
            <th scope="col">As it is now</th>
          </tr>
        </thead>
      )}
      <tbody>
        <tr>
          <th scope="row">Incidents that escalate</th>
          <td>
            <strong>{found.escalatedCount}</strong> of {found.incidentCount}
          </td>
          {present !== null && (
            <td>
              {present.escalatedCount} <Change by={found.escalatedCount - present.escalatedCount} />
            </td>
          )}
        </tr>
        <tr>
          <th scope="row">Steps that fire</th>
          <td>
            <strong>{found.firingCount}</strong>
          </td>
          {present !== null && (
            <td>
              {present.firingCount} <Change by={found.firingCount - present.firingCount} />
            </td>
          )}
        </tr>
      </tbody>
    </table>
  );
}

function Change({ by }: { by: number }) {
  if (by === 0) return <span className={classes.change}>the same</span>;
  return (
    <span className={classes.change} data-more={by > 0 || undefined}>
      {by > 0 ? `${by} more` : `${-by} fewer`}
    </span>
  );
}

/** Whom it would have told, step by step. */
function Paged({ found, draft }: { found: Simulated; draft: RuleDraft }) {
  if (found.steps.length === 0) return null;
  return (
    <>
      <h4>Whom it would have told</h4>
      <ul className={classes.paged}>
        {found.steps.map(({ step, firings, incidents }) => {
          const { targets = [], actions = [] } = draft.steps[step - 1] ?? {};
          const told = actions.includes("NOTIFY") ? targets.map(nameOf).join(", ") : "nobody; it only acts";
          return (
            <li key={step}>
              <span>
                Step {step}: {told}
              </span>
              <span>
                {firings === 1 ? "once" : `${firings} times`}
                {firings !== incidents && `, ${incidents} ${incidents === 1 ? "incident" : "incidents"}`}
              </span>
            </li>
          );
        })}
      </ul>
    </>
  );
}

function First({ found: { firings } }: { found: Simulated }) {
  if (firings.length === 0) return null;
  return (
    <>
      <h4>The first of them</h4>
      <ul className={classes.firsts}>
        {firings.map(({ at, step, incident }, place) => (
          <li key={place}>
            {incident === null ? (
              <span>An incident that is gone</span>
            ) : (
              <Link to={incidentPath(incident.key)} target="_blank">
                {incident.key} {incident.title}
              </Link>
            )}
            <span>
              step {step}, <Time at={at} />
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

function Limits({ found: { truncated, failedCount, cutCount } }: { found: Simulated }) {
  const said = [
    truncated && "There was more than can be looked at: only the newest incidents are counted.",
    failedCount > 0 && `${failedCount} incidents could not be looked at; they count nowhere.`,
    cutCount > 0 && `${cutCount} incidents would have fired more than 1,000 times; the rest is not counted.`,
  ].filter((each) => each !== false);
  return said.map((sentence) => (
    <p key={sentence} className={classes.limit}>
      {sentence}
    </p>
  ));
}
