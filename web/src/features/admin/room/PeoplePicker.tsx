import { MultiSelect } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useQuery } from "urql";

import type { Person } from "@/components/PersonName";

import { AdminPeopleDocument } from "../gql";

interface Props {
  label: string;
  description?: string;
  placeholder: string;
  value: readonly Person[];
  onChange: (people: readonly Person[]) => void;
  error?: React.ReactNode;
}

/** Any of those who are active, found by name or e-mail address. */
export function PeoplePicker({ value, onChange, placeholder, ...props }: Props) {
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed.trim(), 200);
  const [{ data }] = useQuery({
    query: AdminPeopleDocument,
    variables: { search: search || null, active: true, first: 20 },
  });
  const found = (data?.users?.edges ?? []).map(({ node: { id, name } }) => ({ id, name }));
  const people = [...value, ...found.filter(({ id }) => value.every((each) => each.id !== id))];
  return (
    <MultiSelect
      {...props}
      searchable
      hidePickedOptions
      placeholder={value.length === 0 ? placeholder : undefined}
      nothingFoundMessage="Nobody is called that"
      filter={({ options }) => options} // SIEMS has found them; it also looks at addresses
      data={people.map(({ id, name }) => ({ value: id, label: name }))}
      value={value.map(({ id }) => id)}
      onChange={(ids) => onChange(people.filter(({ id }) => ids.includes(id)))}
      searchValue={typed}
      onSearchChange={setTyped}
    />
  );
}
