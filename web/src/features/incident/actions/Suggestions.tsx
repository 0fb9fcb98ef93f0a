import { useEffect, useId, useRef } from "react";

import type { IncidentSuggestionsQuery } from "../gql";
import classes from "./Suggestions.module.css";
import { Initials, type Person } from "@/components/PersonName";

type Suggestion = NonNullable<IncidentSuggestionsQuery["suggestedAssignees"]>[number];
type Reason = Suggestion["reasons"][number];

interface Props {
  suggestions: readonly Suggestion[];
  chosen: string | null;
  choose: (person: Person) => void;
}

const FACTORS: Record<Reason["factor"], string> = {
  SKILLS: "Skills",
  ON_CALL: "On call",
  HOURS: "Hours",
  LOAD: "Load",
  REST: "Rest",
  ABSENCE: "Away",
};

/** Those whom SIEMS suggests, best first, each with score and reasons; one is chosen, also with the arrow keys. */
export function Suggestions({ suggestions, chosen, choose }: Props) {
  const label = useId();
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector<HTMLInputElement>("input:checked")?.focus(); // they come after the dialog
  }, []);
  if (suggestions.length === 0) return <p className={classes.nobody}>There is nobody to suggest. Choose somebody.</p>;
  return (
    <div>
      <p id={label} className={classes.label}>
        Suggested, best suited first
      </p>
      <div ref={list} role="radiogroup" aria-labelledby={label} className={classes.suggestions}>
        {suggestions.map((suggestion) => (
          <Choice key={suggestion.rank} suggestion={suggestion} chosen={chosen} choose={choose} />
        ))}
      </div>
    </div>
  );
}

function Choice({ suggestion, chosen, choose }: Omit<Props, "suggestions"> & { suggestion: Suggestion }) {
  const { rank, score, eligible, fromOtherTeams, reasons, user } = suggestion;
  if (user === null) return null;
  const isChosen = user.id === chosen;
  return (
    <label className={classes.choice} data-chosen={isChosen || undefined} data-eligible={eligible || undefined}>
      <input
        type="radio"
        name="assignee"
        data-autofocus={isChosen || undefined}
        checked={isChosen}
        onChange={() => choose(user)}
      />
      <span className={classes.rank}>{rank}</span>
      <Initials person={user} size={24} />
      <span className={classes.who}>
        <span className={classes.name}>{user.name}</span>
        {marksOf(suggestion).map((mark) => (
          <span key={mark} className={classes.mark}>
            {mark}
          </span>
        ))}
        {fromOtherTeams && <span className={classes.mark}>Another team</span>}
      </span>
      <span className={classes.score}>
        {score}
        <small> of 100</small>
      </span>
      <Reasons reasons={reasons} short={!isChosen} />
    </label>
  );
}

/** Each reason with its points; in short only as bars. */
function Reasons({ reasons, short }: { reasons: readonly Reason[]; short: boolean }) {
  return (
    <span className={classes.reasons} data-short={short || undefined}>
      {reasons.map(({ factor, points, most, text }) => (
        <span key={factor} className={classes.reason} data-factor={factor}>
          <span className={classes.factor}>{FACTORS[factor]}</span>
          {most > 0 && (
            <span className={classes.bar} aria-hidden>
              <span style={{ width: `${(points / most) * 100}%` }} />
            </span>
          )}
          <span className={classes.points}>{most > 0 && `${points}/${most}`}</span>
          <span className={classes.text}>{text}</span>
        </span>
      ))}
    </span>
  );
}

function marksOf({ reasons, eligible }: Suggestion): readonly string[] {
  const onCall = reasons.some(({ factor, points }) => factor === "ON_CALL" && points > 0);
  return [...(onCall ? ["On call"] : []), ...(eligible ? [] : ["Away"])];
}
