import { Button, Menu, Popover } from "@mantine/core";
import { ListFilter } from "lucide-react";
import { useRef, useState } from "react";

import { FilterEditor } from "./FilterEditor";
import { type FilterName, FILTERS } from "./filters";
import type { Question } from "./question";

interface Props {
  question: Question;
  ask: (change: Partial<Question>) => void;
}

/** A menu of what else one can filter by; what is chosen of it is said where the menu was. */
export function FilterMenu({ question, ask }: Props) {
  const [name, setName] = useState<FilterName | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    setName(null);
    button.current?.focus();
  };
  return (
    <Popover
      withRoles={false}
      opened={name !== null}
      onChange={(opened) => !opened && close()}
      position="bottom-start"
      trapFocus
    >
      <Popover.Target>
        <span>
          <Menu position="bottom-start" width={190} returnFocus>
            <Menu.Target>
              <Button ref={button} size="xs" variant="default" leftSection={<ListFilter size={13} aria-hidden />}>
                Filter
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {(Object.keys(FILTERS) as FilterName[]).map((each) => {
                const { label, icon: Icon } = FILTERS[each];
                return (
                  <Menu.Item key={each} leftSection={<Icon size={14} aria-hidden />} onClick={() => setName(each)}>
                    {label}
                  </Menu.Item>
                );
              })}
            </Menu.Dropdown>
          </Menu>
        </span>
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={name === null ? undefined : FILTERS[name].label}>
        {name !== null && <FilterEditor name={name} question={question} ask={ask} close={close} />}
      </Popover.Dropdown>
    </Popover>
  );
}
