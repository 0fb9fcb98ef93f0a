import { UnstyledButton } from "@mantine/core";
import { Popover } from "@mantine/core";
import { ArrowRightLeft } from "lucide-react";
import { useState } from "react";

import { PersonName } from "@/components/PersonName";

import { stretchIn, timeOf } from "../moments";
import type { Entry } from "../rota";
import classes from "./Agenda.module.css";
import { type Chosen, type DetailsActions, type Rota, throughOf } from "./rotaShown";
import { ShiftDetails } from "./ShiftDetails";
import type { Window } from "./window";

interface Props extends DetailsActions {
  rotas: readonly Rota[];
  window: Window;
  now: number;
}

const DAY = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });

/** Day by day who begins to be on call, from today on; on the first day also who is on call already. */
export function Agenda({ rotas, window, now, ...actions }: Props) {
  const all = rotas.flatMap((rota) => rota.entries.map((entry) => ({ rota, entry })));
  const there = window.days.filter((day) => nextDay(day) > now);
  const days = there.length > 0 ? there : window.days;
  return (
    <ol className={classes.days}>
      {days.map((day, place) => (
        <Day
          key={day.getTime()}
          day={day}
          chosen={all.filter(({ entry }) => isIn(entry, day, place === 0))}
          actions={actions}
        />
      ))}
    </ol>
  );
}

function nextDay(day: Date): number {
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1).getTime();
}

function isIn({ startsAt, endsAt }: Entry, day: Date, first: boolean): boolean {
  const [start, end] = [Date.parse(startsAt), Date.parse(endsAt)];
  return start < nextDay(day) && (first ? end > day.getTime() : start >= day.getTime());
}

function Day({ day, chosen, actions }: { day: Date; chosen: readonly Chosen[]; actions: DetailsActions }) {
  if (chosen.length === 0) return null;
  return (
    <li>
      <h3>{DAY.format(day)}</h3>
      <ul>
        {chosen.map(({ rota, entry }) => (
          <Line key={`${rota.schedule.id} ${entry.startsAt}`} rota={rota} entry={entry} day={day} actions={actions} />
        ))}
      </ul>
    </li>
  );
}

function Line({ rota, entry, day, actions }: Chosen & { day: Date; actions: DetailsActions }) {
  const [opened, setOpened] = useState(false);
  const started = Date.parse(entry.startsAt) < day.getTime();
  return (
    <li>
      <Popover opened={opened} onChange={setOpened} width={300} trapFocus returnFocus withArrow shadow="md">
        <Popover.Target>
          <UnstyledButton
            className={classes.line}
            data-nobody={entry.person === null || undefined}
            title={`${stretchIn(entry.startsAt, entry.endsAt, rota.schedule.timeZone)} in ${rota.schedule.timeZone}`}
            onClick={() => setOpened(!opened)}
          >
            <span className={classes.time}>{started ? "since before" : timeOf(entry.startsAt)}</span>
            <span className={classes.who}>
              {entry.person === null ? <i className={classes.hatch} aria-hidden /> : null}
              {entry.person === null ? <strong>Nobody</strong> : <PersonName person={entry.person} />}
              {entry.overrideId !== null && <ArrowRightLeft size={12} aria-label="by an override" />}
            </span>
            <small>
              {rota.schedule.name}
              {entry.person === null && `: ${throughOf(entry)}`}
            </small>
          </UnstyledButton>
        </Popover.Target>
        <Popover.Dropdown>
          {opened && <ShiftDetails chosen={{ rota, entry }} close={() => setOpened(false)} {...actions} />}
        </Popover.Dropdown>
      </Popover>
    </li>
  );
}
