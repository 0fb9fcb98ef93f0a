import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useQuery } from "urql";

import { PickersPeopleDocument } from "@/components/gql";
import { type Person, Initials } from "@/components/PersonName";
import type { PickerProps } from "@/components/pickers/Picker";

const SHOWN = 20;

interface Props extends Omit<PickerProps, "value" | "onChange"> {
  value: Person | null;
  onChange: (person: Person | null) => void;
}

/** Somebody who is active, found by name or e-mail address. */
export function PersonPicker({ value, onChange, ...props }: Props) {
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed.trim() === value?.name ? "" : typed.trim(), 200);
  const [{ data }] = useQuery({ query: PickersPeopleDocument, variables: { search: search || null, first: SHOWN } });
  const found: readonly Person[] = data?.users?.edges.map(({ node }) => node) ?? [];
  const people = value === null || found.some(({ id }) => id === value.id) ? found : [value, ...found];
  return (
    <Select
      {...props}
      searchable
      clearable={props.required !== true}
      nothingFoundMessage="Nobody is called that"
      filter={({ options }) => options} // SIEMS has found them; it also looks at addresses
      data={people.map(({ id, name }) => ({ value: id, label: name }))}
      value={value?.id ?? null}
      onChange={(id) => onChange(people.find((person) => person.id === id) ?? null)}
      searchValue={typed}
      onSearchChange={setTyped}
      leftSection={value && <Initials person={value} />}
    />
  );
}
