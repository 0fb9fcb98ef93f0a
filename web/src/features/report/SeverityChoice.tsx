import { SEVERITIES, SEVERITY_LABELS, SeverityGlyph } from "@/components/Severity";
import { Keys } from "@/components/Keys";

import type { Severity } from "./gql";
import classes from "./SeverityChoice.module.css";

const MEANT: Record<Severity, string> = {
  CRITICAL: "Work stands still",
  HIGH: "Much is broken",
  MEDIUM: "Something is broken",
  LOW: "It can wait",
};

interface Props {
  value: Severity;
  onChange: (severity: Severity) => void;
}

/** How bad it is: four cards, of which one is chosen; the keys 1 to 4 choose too. */
export function SeverityChoice({ value, onChange }: Props) {
  return (
    <fieldset className={classes.choice}>
      <legend>Severity</legend>
      <div className={classes.options}>
        {SEVERITIES.map((severity, place) => (
          <label key={severity} className={classes.option} data-severity={severity}>
            <input
              type="radio"
              name="severity"
              aria-label={`${SEVERITY_LABELS[severity]}: ${MEANT[severity]}`}
              checked={value === severity}
              onChange={() => onChange(severity)}
            />
            <SeverityGlyph severity={severity} />
            <strong>{SEVERITY_LABELS[severity]}</strong>
            <span aria-hidden>
              <Keys keys={String(place + 1)} />
            </span>
            <small>{MEANT[severity]}</small>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** The severity that a key of a form chooses; undefined for other keys, and where digits are text. */
export function severityFor(event: React.KeyboardEvent): Severity | undefined {
  const writable = "input:not([type=radio], [type=checkbox]), textarea";
  if (event.ctrlKey || event.metaKey || event.altKey || (event.target as Element).matches(writable)) return undefined;
  return /^[1-4]$/.test(event.key) ? SEVERITIES[Number(event.key) - 1] : undefined;
}
