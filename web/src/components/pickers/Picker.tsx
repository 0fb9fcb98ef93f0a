import { Select } from "@mantine/core";
import { useQuery } from "urql";

import {
  PickersCategoriesDocument,
  type PickersCategoriesQuery,
  PickersServicesDocument,
  type PickersServicesQuery,
  PickersTeamsDocument,
  type PickersTeamsQuery,
} from "@/components/gql";

export interface PickerProps {
  label?: string;
  /** Instead of a label that is shown. */
  "aria-label"?: string;
  description?: string;
  placeholder?: string;
  required?: boolean;
  disabled?: boolean;
  /** Why what is chosen was refused. */
  error?: React.ReactNode;
  size?: "xs" | "sm";
  /** The id; null is none. */
  value: string | null;
  onChange: (id: string | null) => void;
}

interface Named {
  readonly id: string;
  readonly name: string;
}

/** One of some things with a name, found by typing; it can be cleared unless it is required. */
export function Picker({ choices, ...props }: PickerProps & { choices: readonly Named[] }) {
  return (
    <Select
      {...props}
      searchable
      clearable={props.required !== true}
      nothingFoundMessage="None is called that"
      data={choices.map(({ id, name }) => ({ value: id, label: name }))}
    />
  );
}

export function ServicePicker(props: PickerProps) {
  const [{ data }] = useQuery<PickersServicesQuery>({ query: PickersServicesDocument });
  return <Picker {...props} choices={data?.services ?? []} />;
}

export function TeamPicker(props: PickerProps) {
  const [{ data }] = useQuery<PickersTeamsQuery>({ query: PickersTeamsDocument });
  return <Picker {...props} choices={data?.teams ?? []} />;
}

export function CategoryPicker(props: PickerProps) {
  const [{ data }] = useQuery<PickersCategoriesQuery>({ query: PickersCategoriesDocument });
  return <Picker {...props} choices={data?.categories ?? []} />;
}
