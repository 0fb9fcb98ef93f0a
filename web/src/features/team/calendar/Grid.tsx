import { Popover } from "@mantine/core";
import { ArrowRightLeft } from "lucide-react";
import { useRef, useState } from "react";

import { hueOf, Initials } from "@/components/PersonName";

import { stretchIn } from "../moments";
import type { Entry } from "../rota";
import { besideOf } from "./arrows";
import classes from "./Grid.module.css";
import { type Chosen, type DetailsActions, type Rota, throughOf } from "./rotaShown";
import { ShiftDetails } from "./ShiftDetails";
import { placeIn, type Window } from "./window";

interface Props extends DetailsActions {
  rotas: readonly Rota[];
  window: Window;
  now: number;
}

interface Opened extends Chosen {
  readonly at: { readonly left: number; readonly top: number; readonly width: number; readonly height: number };
}

/** Days across, and a lane for each schedule: who is on call, and below it through which of its layers. */
export function Grid({ rotas, window, now, ...actions }: Props) {
  const root = useRef<HTMLDivElement>(null);
  const [opened, setOpened] = useState<Opened | null>(null);
  const close = () => setOpened(null);
  const open = (chosen: Chosen, button: HTMLElement) => {
    const [box, around] = [button.getBoundingClientRect(), root.current?.getBoundingClientRect()];
    const { left = 0, top = 0 } = around ?? {};
    setOpened({ ...chosen, at: { left: box.left - left, top: box.top - top, width: box.width, height: box.height } });
  };
  return (
    <div
      ref={root}
      className={classes.grid}
      role="presentation"
      onKeyDown={(event) => besideOf(event)?.focus()}
      style={{ "--days": window.days.length } as React.CSSProperties}
    >
      <Days window={window} now={now} />
      {rotas.map((rota) => (
        <Lanes key={rota.schedule.id} rota={rota} window={window} open={open} />
      ))}
      <Popover
        opened={opened !== null}
        onDismiss={close}
        width={300}
        withRoles={false} // its target is a place, no button
        trapFocus
        returnFocus
        withArrow
        shadow="md"
      >
        <Popover.Target>
          <span className={classes.anchor} style={opened?.at} />
        </Popover.Target>
        <Popover.Dropdown role="dialog" aria-label="Who is on call">
          {opened !== null && <ShiftDetails chosen={opened} close={close} {...actions} />}
        </Popover.Dropdown>
      </Popover>
    </div>
  );
}

const WEEKDAY = new Intl.DateTimeFormat(undefined, { weekday: "short" });

function Days({ window, now }: { window: Window; now: number }) {
  const today = new Date(now).toDateString();
  const there = now >= window.start.getTime() && now < window.end.getTime();
  return (
    <>
      <div className={classes.days} aria-hidden>
        {window.days.map((day) => (
          <span key={day.getTime()} data-today={day.toDateString() === today || undefined}>
            <small>{WEEKDAY.format(day)}</small>
            <b>{day.getDate()}</b>
          </span>
        ))}
      </div>
      <div className={classes.lines} aria-hidden>
        {window.days.map((day) => (
          <i key={day.getTime()} data-weekend={day.getDay() % 6 === 0 || undefined} />
        ))}
        {there && <b style={{ left: `${placeIn(window, now) * 100}%` }} />}
      </div>
    </>
  );
}

interface LanesProps {
  rota: Rota;
  window: Window;
  open: (chosen: Chosen, button: HTMLElement) => void;
}

function Lanes({ rota, window, open }: LanesProps) {
  const { schedule, entries } = rota;
  const overridden = entries.some(({ overrideId }) => overrideId !== null);
  const lanes = schedule.layers.length > 1 || overridden ? [...schedule.layers.map(({ name }) => name)] : [];
  return (
    <section className={classes.schedule} aria-label={schedule.name}>
      <Lane rota={rota} label={schedule.name} entries={entries} window={window} open={open} />
      {lanes.map((layer) => (
        <Thin key={layer} label={layer} entries={entries.filter((entry) => entry.layer === layer)} window={window} />
      ))}
      {overridden && (
        <Thin label="Overrides" entries={entries.filter(({ overrideId }) => overrideId !== null)} window={window} />
      )}
    </section>
  );
}

interface LaneProps extends LanesProps {
  label: string;
  entries: readonly Entry[];
}

function Lane({ rota, label, entries, window, open }: LaneProps) {
  const { timeZone } = rota.schedule;
  return (
    <div className={classes.lane}>
      <h3 title={`Its times are those of ${timeZone}`}>{label}</h3>
      <div className={classes.track} data-track>
        {entries.map((entry, place) => (
          <button
            key={entry.startsAt}
            type="button"
            className={classes.shift}
            data-kind={kindOf(entry)}
            tabIndex={place === 0 ? 0 : -1}
            style={styleOf(entry, window)}
            title={`${stretchIn(entry.startsAt, entry.endsAt, timeZone)} in ${timeZone}`}
            aria-label={`${entry.person?.name ?? "Nobody"}, ${stretchIn(entry.startsAt, entry.endsAt)}, ${throughOf(entry)}`}
            onClick={(event) => open({ rota, entry }, event.currentTarget)}
          >
            {entry.person !== null && <Initials person={entry.person} />}
            {entry.overrideId !== null && <ArrowRightLeft size={12} aria-hidden />}
            <span>{entry.person?.name ?? "Nobody"}</span>
          </button>
        ))}
      </div>
    </div>
  );
}

/** Where a layer, or an override, is what counts. The lane above says who that is. */
function Thin({ label, entries, window }: { label: string; entries: readonly Entry[]; window: Window }) {
  return (
    <div className={classes.thin} aria-hidden>
      <span>{label}</span>
      <div className={classes.track}>
        {entries.map((entry) => (
          <i key={entry.startsAt} data-kind={kindOf(entry)} style={styleOf(entry, window)} />
        ))}
      </div>
    </div>
  );
}

function kindOf({ person, overrideId }: Entry): "gap" | "override" | "shift" {
  if (person === null) return "gap";
  return overrideId === null ? "shift" : "override";
}

function styleOf({ startsAt, endsAt, person }: Entry, window: Window): React.CSSProperties {
  const [from, to] = [startsAt, endsAt].map((at) => placeIn(window, Date.parse(at)) * 100) as [number, number];
  const hue = person === null ? {} : { "--hue": hueOf(person.id) };
  return { left: `${from}%`, width: `${to - from}%`, ...hue };
}
