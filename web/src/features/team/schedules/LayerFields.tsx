import { ActionIcon, NativeSelect, NumberInput, TextInput } from "@mantine/core";
import { DatePickerInput, TimeInput } from "@mantine/dates";
import { ArrowDown, ArrowUp, Trash2 } from "lucide-react";

import type { RotationUnit } from "../gql";
import type { LayerDraft } from "./draft";
import { HoursFields } from "./HoursFields";
import classes from "./LayerFields.module.css";
import { PeopleInTurn } from "./PeopleInTurn";

interface Props {
  layer: LayerDraft;
  place: number;
  of: number;
  errors: Record<string, string>;
  change: (changed: Partial<LayerDraft>) => void;
  move: (step: 1 | -1) => void;
  remove: () => void;
}

const UNITS: readonly { value: RotationUnit; label: string }[] = [
  { value: "HOURS", label: "hours" },
  { value: "DAYS", label: "days" },
  { value: "WEEKS", label: "weeks" },
];

/** One layer: who takes turns, how long they last, and at which hours it counts. */
export function LayerFields({ layer, place, of, errors, change, move, remove }: Props) {
  const error = (field: string) => errors[`layers.${place}.${field}`];
  const name = layer.name || `Layer ${place + 1}`;
  return (
    <fieldset className={classes.layer}>
      <legend>Layer {place + 1}</legend>
      <div className={classes.ways}>
        <ActionIcon
          variant="subtle"
          color="gray"
          disabled={place === 0}
          aria-label={`Move ${name} up`}
          onClick={() => move(-1)}
        >
          <ArrowUp size={14} />
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          color="gray"
          disabled={place === of - 1}
          aria-label={`Move ${name} down`}
          onClick={() => move(1)}
        >
          <ArrowDown size={14} />
        </ActionIcon>
        <ActionIcon variant="subtle" color="gray" disabled={of === 1} aria-label={`Remove ${name}`} onClick={remove}>
          <Trash2 size={14} />
        </ActionIcon>
      </div>
      <TextInput
        size="xs"
        label="Name"
        required
        maxLength={100}
        value={layer.name}
        error={error("name")}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      <PeopleInTurn people={layer.people} change={(people) => change({ people })} error={error("participantIds")} />
      <div className={classes.rotation}>
        <NumberInput
          size="xs"
          label="Turns last"
          min={1}
          max={168}
          allowDecimal={false}
          value={layer.length}
          error={error("rotation.length")}
          onChange={(length) => change({ length: Number(length) })}
        />
        <NativeSelect
          size="xs"
          label="Unit"
          value={layer.unit}
          data={[...UNITS]}
          onChange={(event) => change({ unit: event.currentTarget.value as RotationUnit })}
        />
        <DatePickerInput
          size="xs"
          label="First handoff"
          valueFormat="D MMM YYYY"
          value={layer.startsOn}
          error={error("rotation.startsOn")}
          onChange={(startsOn) => change({ startsOn: startsOn ?? layer.startsOn })}
        />
        <TimeInput
          size="xs"
          label="At"
          value={layer.handoffTime}
          error={error("rotation.handoffTime")}
          onChange={(event) => change({ handoffTime: event.currentTarget.value })}
        />
      </div>
      <HoursFields hours={layer.hours} change={(hours) => change({ hours })} error={error("hours")} />
    </fieldset>
  );
}
