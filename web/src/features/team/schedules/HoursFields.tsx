import { ActionIcon, Button, Checkbox, Chip } from "@mantine/core";
import { TimeInput } from "@mantine/dates";
import { X } from "lucide-react";

import type { Weekday } from "../gql";
import { WEEKDAYS, type WindowDraft } from "./draft";
import classes from "./LayerFields.module.css";

interface Props {
  hours: readonly WindowDraft[] | null;
  change: (hours: readonly WindowDraft[] | null) => void;
  error: string | undefined;
}

const OFFICE: WindowDraft = { weekdays: WEEKDAYS.slice(0, 5), startsAt: "09:00", endsAt: "17:00" };

/** At which hours of the week a layer counts, or that it does at all. */
export function HoursFields({ hours, change, error }: Props) {
  return (
    <div className={classes.hours}>
      <Checkbox
        size="xs"
        label="Only at certain hours"
        checked={hours !== null}
        onChange={(event) => change(event.currentTarget.checked ? [OFFICE] : null)}
      />
      {hours?.map((window, place) => (
        <WindowFields
          key={place}
          window={window}
          place={place}
          change={(changed) => change(hours.map((each, at) => (at === place ? { ...each, ...changed } : each)))}
          remove={hours.length > 1 ? () => change(hours.filter((_, at) => at !== place)) : undefined}
        />
      ))}
      {error !== undefined && <span className={classes.error}>{error}</span>}
      {hours !== null && hours.length < 21 && (
        <Button
          size="compact-xs"
          variant="default"
          style={{ alignSelf: "flex-start" }}
          onClick={() => change([...hours, OFFICE])}
        >
          More hours
        </Button>
      )}
    </div>
  );
}

interface WindowProps {
  window: WindowDraft;
  place: number;
  change: (changed: Partial<WindowDraft>) => void;
  remove: (() => void) | undefined;
}

function WindowFields({ window, place, change, remove }: WindowProps) {
  const which = `hours ${place + 1}`;
  return (
    <div className={classes.window} role="group" aria-label={`Certain ${which}`}>
      <Chip.Group
        multiple
        value={[...window.weekdays]}
        onChange={(chosen) => change({ weekdays: WEEKDAYS.filter((each) => chosen.includes(each)) })}
      >
        {WEEKDAYS.map((weekday) => (
          <Chip key={weekday} size="xs" value={weekday}>
            {shortly(weekday)}
          </Chip>
        ))}
      </Chip.Group>
      <TimeInput
        size="xs"
        aria-label={`From, ${which}`}
        value={window.startsAt}
        onChange={(event) => change({ startsAt: event.currentTarget.value })}
      />
      <TimeInput
        size="xs"
        aria-label={`Until, ${which}`}
        value={window.endsAt}
        onChange={(event) => change({ endsAt: event.currentTarget.value })}
      />
      {remove !== undefined && (
        <ActionIcon variant="subtle" color="gray" aria-label={`Remove ${which}`} onClick={remove}>
          <X size={13} />
        </ActionIcon>
      )}
    </div>
  );
}

function shortly(weekday: Weekday): string {
  return weekday.charAt(0) + weekday.slice(1, 3).toLowerCase();
}
