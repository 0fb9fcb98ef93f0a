import { Button, Menu } from "@mantine/core";
import { ChevronDown } from "lucide-react";

import classes from "@/components/ChoiceFilter.module.css";

interface Option<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly icon?: React.ReactNode;
}

interface Props<Value extends string> {
  label: string;
  options: readonly Option<Value>[];
  /** None means any. */
  chosen: readonly Value[];
  choose: (chosen: readonly Value[]) => void;
}

/** A button that says what is chosen, and a menu of what can be: any of several. */
export function ChoiceFilter<Value extends string>({ label, options, chosen, choose }: Props<Value>) {
  const names = options.filter(({ value }) => chosen.includes(value)).map((option) => option.label);
  const toggle = (value: Value) =>
    choose(chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value]);
  return (
    <Menu position="bottom-start" closeOnItemClick={false} width={200}>
      <Menu.Target>
        <Button
          size="xs"
          variant="default"
          className={classes.button}
          rightSection={<ChevronDown size={13} aria-hidden />}
        >
          {label}
          {names.length > 0 && (
            <>
              <span className={classes.names}>{summary(names)}</span>
              <span className={classes.count} aria-hidden>
                {names.length}
              </span>
            </>
          )}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {options.map(({ value, label: name, icon }) => (
          <Menu.CheckboxItem
            key={value}
            checked={chosen.includes(value)}
            onChange={() => toggle(value)}
            rightSection={icon}
          >
            {name}
          </Menu.CheckboxItem>
        ))}
        <Menu.Divider />
        <Menu.Item disabled={chosen.length === 0} onClick={() => choose([])}>
          Any
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function summary(names: readonly string[]): string {
  return names.length > 2 ? `${names.slice(0, 2).join(", ")} +${names.length - 2}` : names.join(", ");
}
