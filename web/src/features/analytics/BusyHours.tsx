import { VisuallyHidden } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { Link } from "react-router";

import classes from "./BusyHours.module.css";
import type { AnalyticsHourFragment, Weekday } from "./gql";
import { Panel } from "./Panel";
import type { PathOf } from "./question";
import type { Span } from "./span";
import { counted } from "./words";

const WEEKDAYS: readonly Weekday[] = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"];
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
const SHADES = 4;

/** When in the week incidents were reported, as a table whose cells are the darker the more they count. */
export function BusyHours({
  hours,
  span,
  pathOf,
}: {
  hours: readonly AnalyticsHourFragment[];
  span: Span;
  pathOf: PathOf;
}) {
  const counts = new Map(hours.map(({ weekday, hour, incidents }) => [`${weekday} ${hour}`, incidents]));
  const cramped = useMediaQuery("(max-width: 56em)"); // the hours are too narrow to be hit with a finger
  const most = Math.max(SHADES, ...counts.values());
  return (
    <Panel title="Busiest hours" about={busiest(hours)}>
      <table className={classes.hours} aria-label="Incidents reported by hour of the week">
        <thead>
          <tr>
            <td />
            {HOURS.map((hour) => (
              <th key={hour} scope="col" data-shown={hour % 3 === 0 || undefined}>
                {hour}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {WEEKDAYS.map((weekday) => (
            <tr key={weekday}>
              <th scope="row">
                <abbr title={named(weekday)}>{named(weekday).slice(0, 3)}</abbr>
              </th>
              {HOURS.map((hour) => {
                const count = counts.get(`${weekday} ${hour}`) ?? 0;
                return (
                  <Hour
                    key={hour}
                    count={count}
                    most={most}
                    to={cramped ? null : pathTo(weekday, hour, span, pathOf)}
                  />
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <p className={classes.scale} aria-hidden>
        Fewer
        {Array.from({ length: SHADES + 1 }, (_, shade) => (
          <i key={shade} data-shade={shade} />
        ))}
        More
      </p>
    </Panel>
  );
}

function Hour({ count, most, to }: { count: number; most: number; to: string | null }) {
  const shade = count === 0 ? 0 : Math.max(1, Math.ceil((count / most) * SHADES));
  const said = count === 0 ? <VisuallyHidden>0</VisuallyHidden> : count;
  return <td data-shade={shade}>{to !== null && count > 0 ? <Link to={to}>{said}</Link> : said}</td>;
}

/** Within a week an hour of the week is one hour, and so a list can be asked for it. */
function pathTo(weekday: Weekday, hour: number, { since, days }: Span, pathOf: PathOf): string | null {
  if (days > 7) return null;
  const ahead = (WEEKDAYS.indexOf(weekday) + 8 - since.getDay()) % 7;
  const at = (hours: number) =>
    new Date(since.getFullYear(), since.getMonth(), since.getDate() + ahead, hours).toISOString();
  return pathOf({ from: at(hour), until: at(hour + 1) });
}

function named(weekday: Weekday): string {
  return weekday.charAt(0) + weekday.slice(1).toLowerCase();
}

function busiest(hours: readonly AnalyticsHourFragment[]): string {
  const said = hours
    .slice(0, 3)
    .map(
      ({ weekday, hour, incidents }) =>
        `${named(weekday)} from ${hour} to ${hour + 1} (${counted(incidents, "incident")})`,
    );
  return `Most were reported on ${said.join(", ")}.`;
}
