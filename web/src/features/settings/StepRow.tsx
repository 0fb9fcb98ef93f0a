import { ActionIcon, NativeSelect, NumberInput } from "@mantine/core";
import { ArrowDown, ArrowUp, X } from "lucide-react";

import type { SettingsMethodFragment } from "./gql";
import classes from "./Settings.module.css";
import type { Draft } from "./steps";
import { CHANNELS } from "./words";

interface Props {
  draft: Draft;
  place: number;
  count: number;
  methods: readonly SettingsMethodFragment[];
  isPage: boolean;
  change: (part: Partial<Draft>) => void;
  move: (by: -1 | 1) => void;
  remove: () => void;
}

/** One step: after how many minutes, by what. The first one is usually at once. */
export function StepRow({ draft, place, count, methods, isPage, change, move, remove }: Props) {
  const step = `Step ${place + 1}`;
  const { afterMinutes } = draft;
  return (
    <li className={classes.step}>
      <span className={classes.place} aria-hidden>
        {place + 1}
      </span>
      <div className={classes.sentence}>
        <span>After</span>
        <NumberInput
          size="xs"
          aria-label={`${step}: after how many minutes`}
          className={classes.minutes}
          allowDecimal={false}
          allowNegative={false}
          clampBehavior="none"
          max={1_440}
          suffix=" min"
          value={afterMinutes ?? ""}
          onChange={(typed) => change({ afterMinutes: typed === "" ? null : Number(typed) })}
        />
        <span>{condition(afterMinutes, isPage)}</span>
      </div>
      <NativeSelect
        size="xs"
        aria-label={`${step}: by`}
        className={classes.by}
        value={draft.contactMethodId}
        data={methods.map(({ id, name, channel }) => ({ value: id, label: `${name} (${CHANNELS[channel].label})` }))}
        onChange={(event) => change({ contactMethodId: event.currentTarget.value })}
      />
      <div className={classes.acts}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={24}
          aria-label={`${step}: up`}
          disabled={place === 0}
          onClick={() => move(-1)}
        >
          <ArrowUp size={14} />
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={24}
          aria-label={`${step}: down`}
          disabled={place === count - 1}
          onClick={() => move(1)}
        >
          <ArrowDown size={14} />
        </ActionIcon>
        <ActionIcon variant="subtle" color="gray" size={24} aria-label={`${step}: take out`} onClick={remove}>
          <X size={14} />
        </ActionIcon>
      </div>
    </li>
  );
}

function condition(minutes: number | null, isPage: boolean): string {
  if (minutes === null || minutes === 0) return "(at once):";
  return isPage ? "if nobody has acknowledged:" : "in any case:";
}
