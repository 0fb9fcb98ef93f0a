import { Checkbox, Input, Radio, Stack } from "@mantine/core";

import { spelt } from "../audit/question";
import { ACTION_GROUPS } from "./actions";
import classes from "./ActionsPicker.module.css";

interface Props {
  /** Null: every event, also those of later versions. */
  value: readonly string[] | null;
  onChange: (actions: readonly string[] | null) => void;
  error?: React.ReactNode;
}

/** Of which events a webhook is told: of every one, or of those that are chosen in groups. */
export function ActionsPicker({ value, onChange, error }: Props) {
  const choose = (how: string) => onChange(how === "these" ? (ACTION_GROUPS[0]?.actions ?? []) : null);
  return (
    <div>
      <Radio.Group value={value === null ? "every" : "these"} onChange={choose} aria-label="What it is told of">
        <Stack gap={8}>
          <Radio size="xs" value="every" label="Every event, also those that later versions add" />
          <Radio size="xs" value="these" label="These events" />
        </Stack>
      </Radio.Group>
      {value !== null && <Groups value={value} onChange={onChange} />}
      {error !== undefined && (
        <Input.Error role="alert" mt={12}>
          {error}
        </Input.Error>
      )}
    </div>
  );
}

function Groups({ value, onChange }: { value: readonly string[]; onChange: Props["onChange"] }) {
  const turn = (actions: readonly string[], on: boolean) => {
    const rest = value.filter((each) => !actions.includes(each));
    onChange(on ? [...rest, ...actions] : rest);
  };
  return (
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
  );
}
