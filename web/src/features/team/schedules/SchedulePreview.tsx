import { hueOf, Initials } from "@/components/PersonName";

import gridClasses from "../calendar/Grid.module.css";
import { placeIn, type Window } from "../calendar/window";
import { stretchIn } from "../moments";
import type { ScheduleDraft } from "./draft";
import classes from "./SchedulePreview.module.css";
import { entriesOfDraft } from "./turns";

const WEEKS = 4;
const WEEK_OF = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const WEEKDAY = new Intl.DateTimeFormat(undefined, { weekday: "short" });

/** Four weeks of a schedule as it is being written, from the present one on. */
export function SchedulePreview({ draft, now }: { draft: ScheduleDraft; now: number }) {
  const weeks = weeksFrom(now);
  const [first] = weeks;
  return (
    <section className={classes.preview} aria-label="The next four weeks">
      <h3>The next four weeks</h3>
      <p>In your time zone, without absences and overrides.</p>
      <div className={classes.days} aria-hidden>
        {first?.days.map((day) => (
          <span key={day.getTime()}>{WEEKDAY.format(day)}</span>
        ))}
      </div>
      {weeks.map((week) => (
        <Week key={week.start.getTime()} week={week} draft={draft} />
      ))}
    </section>
  );
}

function Week({ week, draft }: { week: Window; draft: ScheduleDraft }) {
  const entries = entriesOfDraft(draft, { start: week.start.getTime(), end: week.end.getTime() });
  return (
    <div className={classes.week}>
      <span>{WEEK_OF.format(week.start)}</span>
      <ul>
        {entries.map(({ startsAt, endsAt, person, layer }) => {
          const [from, to] = [startsAt, endsAt].map((at) => placeIn(week, Date.parse(at)) * 100) as [number, number];
          const style = { left: `${from}%`, width: `${to - from}%`, ...(person && { "--hue": hueOf(person.id) }) };
          const said = `${stretchIn(startsAt, endsAt)}${layer === null ? "" : `, through ${layer}`}`;
          return (
            <li
              key={startsAt}
              className={gridClasses.shift}
              data-kind={person === null ? "gap" : "shift"}
              style={style}
              title={`${person?.name ?? "Nobody"}: ${said}`}
            >
              {person !== null && <Initials person={person} />}
              <span>{person?.name ?? "Nobody"}</span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function weeksFrom(now: number): readonly Window[] {
  const today = new Date(now);
  const monday = today.getDate() - ((today.getDay() + 6) % 7);
  const day = (days: number) => new Date(today.getFullYear(), today.getMonth(), monday + days);
  return Array.from({ length: WEEKS }, (_, week) => ({
    days: Array.from({ length: 7 }, (__, place) => day(week * 7 + place)),
    start: day(week * 7),
    end: day(week * 7 + 7),
  }));
}
