import { Checkbox, Input, Radio, Stack } from "@mantine/core";
import { useState } from "react";

import { spelt } from "../audit/question";
import { ACTION_GROUPS } from "./actions";
import classes from "./ActionsPicker.module.css";

interface Props {
  /** None are all. */
  value: readonly string[];
  onChange: (actions: readonly string[]) => void;
  error?: React.ReactNode;
}

/** Of which actions a webhook is told: of everything, or of those that are chosen in groups. */
export function ActionsPicker({ value, onChange, error }: Props) {
  const [isChoosing, setIsChoosing] = useState(value.length > 0);
  const choose = (how: string) => {
    setIsChoosing(how === "some");
    onChange(how === "some" ? (ACTION_GROUPS[0]?.actions ?? []) : []);
  };
  const turn = (actions: readonly string[], on: boolean) => {
    const rest = value.filter((each) => !actions.includes(each));
    onChange(on ? [...rest, ...actions] : rest);
  };
  return (
    <div>
      <Radio.Group value={isChoosing ? "some" : "all"} onChange={choose} aria-label="What it is told of">
        <Stack gap={8}>
          <Radio size="xs" value="all" label="Everything, and what is added in later versions" />
          <Radio size="xs" value="some" label="What I choose" />
        </Stack>
      </Radio.Group>
      {isChoosing && (
        <div className={classes.groups}>
          {ACTION_GROUPS.map(({ label, actions }) => {
            const count = actions.filter((each) => value.includes(each)).length;
            return (
              <div key={label} className={classes.group} role="group" aria-label={label}>
                <Checkbox
                  size="xs"
                  label={<strong>{label}</strong>}
                  checked={count === actions.length}
                  indeterminate={count > 0 && count < actions.length}
                  onChange={(event) => turn(actions, event.currentTarget.checked)}
                />
                <div className={classes.nested}>
                  {actions.map((action) => (
                    <Checkbox
                      key={action}
                      size="xs"
                      label={spelt(action)}
                      checked={value.includes(action)}
                      onChange={(event) => turn([action], event.currentTarget.checked)}
                    />
                  ))}
                </div>
              </div>
            );
          })}
        </div>
      )}
      {isChoosing && value.length === 0 && <Input.Error mt={8}>None is chosen, which means everything.</Input.Error>}
      {error !== undefined && <Input.Error mt={8}>{error}</Input.Error>}
    </div>
  );
}
