import { useMemo } from "react";

import classes from "./Days.module.css";
import type { Simulated } from "./useSimulation";

const DAY = 86_400_000;

/** How many incidents would have escalated on each day: a bar a day, and in words. */
export function Days({ found: { since, until, days } }: { found: Simulated }) {
  const counts = useMemo(() => {
    const byDay = new Map(days.map(({ on, incidents }) => [on, incidents]));
    const first = Math.floor(Date.parse(since) / DAY);
    const number = Math.floor((Date.parse(until) - 1) / DAY) - first + 1;
    return Array.from({ length: number }, (_, each) => {
      const on = new Date((first + each) * DAY).toISOString().slice(0, 10);
      return { on, count: byDay.get(on) ?? 0 };
    });
  }, [since, until, days]);
  const most = Math.max(1, ...counts.map(({ count }) => count));
  const worst = counts.find(({ count }) => count === most);
  const said =
    days.length === 0 || worst === undefined
      ? "On no day."
      : `On ${days.length} of ${counts.length} days; most on ${day(worst.on)}: ${most}.`;
  return (
    <figure className={classes.days}>
      <div className={classes.bars} role="img" aria-label={`Incidents that escalate, by day. ${said}`}>
        {counts.map(({ on, count }) => (
          <span key={on} title={`${day(on)}: ${count}`} data-none={count === 0 || undefined}>
            <i style={{ height: `${(count / most) * 100}%` }} />
          </span>
        ))}
      </div>
      <figcaption>{said}</figcaption>
    </figure>
  );
}

function day(on: string): string {
  return new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", timeZone: "UTC" }).format(Date.parse(on));
}
