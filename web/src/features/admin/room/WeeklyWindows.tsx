import { ActionIcon, Button, Chip, Group, Input, TextInput } from "@mantine/core";
import { Plus, X } from "lucide-react";

import classes from "./WeeklyWindows.module.css";
import type { WeeklyWindowInput, Weekday } from "../gql";

const WEEKDAYS: readonly (readonly [Weekday, string, string])[] = [
  ["MONDAY", "Mo", "Monday"],
  ["TUESDAY", "Tu", "Tuesday"],
  ["WEDNESDAY", "We", "Wednesday"],
  ["THURSDAY", "Th", "Thursday"],
  ["FRIDAY", "Fr", "Friday"],
  ["SATURDAY", "Sa", "Saturday"],
  ["SUNDAY", "Su", "Sunday"],
];
const OFFICE: WeeklyWindowInput = {
  weekdays: ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY"],
  startsAt: "09:00",
  endsAt: "17:00",
};

interface Props {
  value: readonly WeeklyWindowInput[];
  onChange: (windows: readonly WeeklyWindowInput[]) => void;
  error?: React.ReactNode;
  /** What it means that there are none. */
  none: string;
}

/** Hours of the week: on which days, from when to when. What ends no later than it starts ends on the next day. */
export function WeeklyWindows({ value, onChange, error, none }: Props) {
  const change = (place: number, changed: Partial<WeeklyWindowInput>) =>
    onChange(value.map((window, each) => (each === place ? { ...window, ...changed } : window)));
  return (
    <div className={classes.windows}>
      {value.length === 0 && <p className={classes.none}>{none}</p>}
      {value.map((window, place) => (
        <div key={place} role="group" aria-label={`Hours ${place + 1}`} className={classes.window}>
          <Chip.Group
            multiple
            value={[...window.weekdays]}
            onChange={(chosen) => change(place, { weekdays: inOrder(chosen) })}
          >
            <Group gap={4}>
              {WEEKDAYS.map(([weekday, short, name]) => (
                <Chip
                  key={weekday}
                  value={weekday}
                  size="xs"
                  aria-label={name}
                  icon={null}
                  classNames={{ label: classes.day }}
                >
                  {short}
                </Chip>
              ))}
            </Group>
          </Chip.Group>
          <div className={classes.times}>
            <TextInput
              type="time"
              size="xs"
              aria-label="From"
              value={window.startsAt}
              onChange={(event) => change(place, { startsAt: event.currentTarget.value })}
            />
            <span>to</span>
            <TextInput
              type="time"
              size="xs"
              aria-label="To"
              value={window.endsAt}
              onChange={(event) => change(place, { endsAt: event.currentTarget.value })}
            />
            {window.endsAt <= window.startsAt && <span>the next day</span>}
            <ActionIcon
              variant="subtle"
              color="gray"
              size={24}
              aria-label={`Remove hours ${place + 1}`}
              onClick={() => onChange(value.filter((_, each) => each !== place))}
            >
              <X size={14} />
            </ActionIcon>
          </div>
        </div>
      ))}
      {error !== undefined && <Input.Error role="alert">{error}</Input.Error>}
      <Button
        size="compact-xs"
        variant="default"
        className={classes.add}
        leftSection={<Plus size={12} aria-hidden />}
        onClick={() => onChange([...value, OFFICE])}
      >
        Add hours
      </Button>
    </div>
  );
}

function inOrder(chosen: readonly string[]): Weekday[] {
  return WEEKDAYS.map(([weekday]) => weekday).filter((weekday) => chosen.includes(weekday));
}
