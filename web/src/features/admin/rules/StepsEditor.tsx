import { ActionIcon, Button, Chip, Group, Input } from "@mantine/core";
import { ArrowDown, ArrowUp, Plus, X } from "lucide-react";

import type { EscalationAction } from "../gql";
import { Minutes } from "../room/Minutes";
import { FIRST_STEP, type StepDraft } from "./draft";
import classes from "./StepsEditor.module.css";
import { TargetsPicker } from "./TargetsPicker";
import { ACTION_LABELS } from "./words";

const ACTIONS: readonly EscalationAction[] = ["NOTIFY", "RAISE_SEVERITY", "REASSIGN_TO_ON_CALL"];
const MOST = 10;

interface Props {
  value: readonly StepDraft[];
  onChange: (steps: readonly StepDraft[]) => void;
  /** The error of a part of it: of `steps`, `steps.0`, `steps.0.targets` ... */
  errorAt: (place: string) => React.ReactNode;
}

/** The ladder of a rule, step by step. */
export function StepsEditor({ value, onChange, errorAt }: Props) {
  const change = (place: number, changed: Partial<StepDraft>) =>
    onChange(value.map((step, each) => (each === place ? { ...step, ...changed } : step)));
  const move = (place: number, by: 1 | -1) => {
    const steps = [...value];
    const [step] = steps.splice(place, 1);
    if (step !== undefined) steps.splice(place + by, 0, step);
    onChange(steps);
  };
  return (
    <div>
      <ol className={classes.steps}>
        {value.map((step, place) => (
          <li key={place} className={classes.step} aria-label={`Step ${place + 1}`}>
            <div className={classes.head}>
              <strong>Step {place + 1}</strong>
              <Minutes
                size="xs"
                aria-label={place === 0 ? "After the ladder starts" : "After the step before"}
                value={step.delayMinutes}
                onChange={(minutes) => change(place, { delayMinutes: minutes ?? 0 })}
                error={errorAt(`steps.${place}.delayMinutes`)}
                max={1440}
              />
              <span className={classes.hint}>{place === 0 ? "after the start" : "after the step before"}</span>
              <Order place={place} last={value.length - 1} move={move} />
              <ActionIcon
                variant="subtle"
                color="gray"
                size={24}
                aria-label={`Remove step ${place + 1}`}
                disabled={value.length === 1}
                onClick={() => onChange(value.filter((_, each) => each !== place))}
              >
                <X size={14} />
              </ActionIcon>
            </div>
            <Chip.Group
              multiple
              value={[...step.actions]}
              onChange={(chosen) => change(place, { actions: ACTIONS.filter((action) => chosen.includes(action)) })}
            >
              <Group gap={6} role="group" aria-label={`What step ${place + 1} does`}>
                {ACTIONS.map((action) => (
                  <Chip key={action} value={action} size="xs">
                    {ACTION_LABELS[action]}
                  </Chip>
                ))}
              </Group>
            </Chip.Group>
            {errorAt(`steps.${place}.actions`) && <Input.Error>{errorAt(`steps.${place}.actions`)}</Input.Error>}
            {step.actions.includes("NOTIFY") && (
              <TargetsPicker
                label={`Whom step ${place + 1} tells`}
                value={step.targets}
                onChange={(targets) => change(place, { targets })}
                error={errorAt(`steps.${place}.targets`)}
              />
            )}
          </li>
        ))}
      </ol>
      {errorAt("steps") && <Input.Error role="alert">{errorAt("steps")}</Input.Error>}
      <Button
        size="compact-xs"
        variant="default"
        mt={8}
        leftSection={<Plus size={12} aria-hidden />}
        disabled={value.length >= MOST}
        onClick={() => onChange([...value, { ...FIRST_STEP, delayMinutes: 15 }])}
      >
        Add a step
      </Button>
    </div>
  );
}

function Order({ place, last, move }: { place: number; last: number; move: (place: number, by: 1 | -1) => void }) {
  return (
    <span className={classes.order}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={24}
        aria-label={`Step ${place + 1} earlier`}
        disabled={place === 0}
        onClick={() => move(place, -1)}
      >
        <ArrowUp size={14} />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={24}
        aria-label={`Step ${place + 1} later`}
        disabled={place === last}
        onClick={() => move(place, 1)}
      >
        <ArrowDown size={14} />
      </ActionIcon>
    </span>
  );
}
