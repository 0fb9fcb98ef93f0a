import { spell } from "../room/spell";
import type { RuleDraft } from "./draft";
import classes from "./Ladder.module.css";
import { whatHappens } from "./words";

interface Props {
  draft: RuleDraft;
  /** What must be so before it starts. */
  when: string;
}

/** What a rule does in time, as one reads it. */
export function Ladder({ draft: { steps, repeat, acknowledgeTimeoutMinutes }, when }: Props) {
  const times = steps.map((_, place) =>
    steps.slice(0, place + 1).reduce((sum, { delayMinutes }) => sum + delayMinutes, 0),
  );
  return (
    <div>
      <p className={classes.start}>Starts when they are {when.replace("as soon as they are ", "")}.</p>
      <ol className={classes.ladder}>
        {steps.map((step, place) => (
          <li key={place}>
            <span className={classes.time}>{times[place] === 0 ? "at once" : `+${spell(times[place] ?? 0)}`}</span>
            <span>{whatHappens(step)}</span>
          </li>
        ))}
        {repeat.times > 0 && (
          <li data-again>
            <span className={classes.time}>every {spell(repeat.everyMinutes)}</span>
            <span>all of it again, {repeat.times === 1 ? "once" : `${repeat.times} times`}</span>
          </li>
        )}
      </ol>
      <p className={classes.hint}>
        Whoever acknowledges it has {spell(acknowledgeTimeoutMinutes)} of quiet after each thing that is done. Nobody to
        tell: all managers are.
      </p>
    </div>
  );
}
