import { Button, SegmentedControl, Tooltip, ActionIcon } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { CalendarPlus, ChevronLeft, ChevronRight, ArrowRightLeft } from "lucide-react";
import { useState } from "react";

import { useShortcuts } from "@/lib/keyboard/context";

import { FeedsDialog } from "../feeds/FeedsDialog";
import { HERE } from "../moments";
import { type Entry, entriesOf } from "../rota";
import { SchedulesMenu } from "../schedules/SchedulesMenu";
import type { Schedule, Shown } from "../schedule";
import type { View } from "../view";
import { Agenda } from "./Agenda";
import classes from "./Calendar.module.css";
import { Grid } from "./Grid";
import { OverrideDialog } from "./OverrideDialog";
import type { Rota } from "./rotaShown";
import { dayBeside, type Window } from "./window";

interface Props {
  schedules: readonly Schedule[];
  shown: readonly Shown[];
  window: Window;
  now: number;
  view: View;
  show: (change: Partial<View>) => void;
  reload: () => void;
  mayWrite: (schedule: Schedule) => boolean;
}

interface Overriding {
  readonly schedule: Schedule;
  /** What it shall take the place of. */
  readonly entry?: Entry;
}

/** Who is on call when, in all schedules: as a calendar, or as a list, which is what a phone has room for. */
export function Calendar({ schedules, shown, window, now, view, show, reload, mayWrite }: Props) {
  const narrow = useMediaQuery("(max-width: 48em)");
  const [overriding, setOverriding] = useState<Overriding | null>(null);
  const [feedsAsked, setFeedsAsked] = useState(false);
  const writable = schedules.filter(mayWrite);
  const [schedule] = writable;
  const rotas: readonly Rota[] = schedules.map((schedule) => {
    const there = shown.find(({ id }) => id === schedule.id);
    return { schedule, entries: there === undefined ? [] : entriesOf(there), overrides: there?.overrides ?? [] };
  });
  const asList = narrow || view.as === "list";
  const details = { reload, mayWrite, override: setOverriding };
  return (
    <section className={classes.section} aria-label="On-call calendar">
      <header className={classes.head}>
        <h2>{titleOf(window, view)}</h2>
        <Steps view={view} window={window} show={show} />
        <span className={classes.zone}>Times of {HERE}</span>
        {!narrow && (
          <SegmentedControl
            size="xs"
            aria-label="As"
            value={view.as}
            data={[
              { value: "calendar", label: "Calendar" },
              { value: "list", label: "List" },
            ]}
            onChange={(as) => show({ as: as })}
          />
        )}
        <SegmentedControl
          size="xs"
          aria-label="How long"
          value={view.span}
          data={[
            { value: "two-weeks", label: "2 weeks" },
            { value: "month", label: "Month" },
          ]}
          onChange={(span) => show({ span: span })}
        />
        <SchedulesMenu schedules={writable} done={reload} />
        <Button
          size="xs"
          variant="default"
          leftSection={<CalendarPlus size={14} />}
          onClick={() => setFeedsAsked(true)}
        >
          Subscribe
        </Button>
        {schedule !== undefined && (
          <Button size="xs" leftSection={<ArrowRightLeft size={14} />} onClick={() => setOverriding({ schedule })}>
            Override
          </Button>
        )}
      </header>
      {asList ? (
        <Agenda rotas={rotas} window={window} now={now} {...details} />
      ) : (
        <Grid rotas={rotas} window={window} now={now} {...details} />
      )}
      {overriding !== null && (
        <OverrideDialog schedules={writable} {...overriding} close={() => setOverriding(null)} done={reload} />
      )}
      {feedsAsked && <FeedsDialog schedules={schedules} close={() => setFeedsAsked(false)} />}
    </section>
  );
}

function Steps({ view, window, show }: { view: View; window: Window; show: (change: Partial<View>) => void }) {
  const back = () => show({ day: dayBeside(view, window, -1) });
  const on = () => show({ day: dayBeside(view, window, 1) });
  const today = () => show({ day: "" });
  useShortcuts([
    { keys: "[", label: "Earlier", group: "Calendar", run: back },
    { keys: "]", label: "Later", group: "Calendar", run: on },
    { keys: "t", label: "Today", group: "Calendar", run: today },
  ]);
  return (
    <div className={classes.steps}>
      <Tooltip label="Earlier">
        <ActionIcon variant="default" aria-label="Earlier" onClick={back}>
          <ChevronLeft size={15} />
        </ActionIcon>
      </Tooltip>
      <Button size="compact-sm" variant="default" onClick={today}>
        Today
      </Button>
      <Tooltip label="Later">
        <ActionIcon variant="default" aria-label="Later" onClick={on}>
          <ChevronRight size={15} />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}

const MONTH = new Intl.DateTimeFormat(undefined, { month: "long", year: "numeric" });
const DAYS = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" });

function titleOf({ start, days }: Window, { span }: View): string {
  return span === "month" ? MONTH.format(start) : DAYS.formatRange(start, days.at(-1) ?? start);
}
