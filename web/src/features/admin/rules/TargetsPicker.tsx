import { MultiSelect } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useQuery } from "urql";

import { AdminPeopleDocument, type EscalationTargetKind } from "../gql";
import type { TargetDraft } from "./draft";
import { TARGET_LABELS } from "./words";

const KINDS: readonly EscalationTargetKind[] = ["ASSIGNEE", "ON_CALL", "TEAM_MANAGER", "ALL_MANAGERS"];

interface Props {
  label: string;
  value: readonly TargetDraft[];
  onChange: (targets: readonly TargetDraft[]) => void;
  error?: React.ReactNode;
}

/** Whom a step tells: people by what they are to the incident, and people by name. */
export function TargetsPicker({ label, value, onChange, error }: Props) {
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed.trim(), 200);
  const [{ data }] = useQuery({
    query: AdminPeopleDocument,
    variables: { search: search || null, active: true, first: 20 },
  });
  const chosen = value.flatMap(({ user }) => (user === null ? [] : [user]));
  const found = (data?.users?.edges ?? []).map(({ node }) => node);
  const people = [...chosen, ...found.filter(({ id }) => chosen.every((each) => each.id !== id))];
  const targetOf = (key: string): TargetDraft => {
    const person = people.find(({ id }) => id === key);
    return person === undefined
      ? { kind: key as EscalationTargetKind, user: null }
      : { kind: "USER", user: { id: person.id, name: person.name } };
  };
  return (
    <MultiSelect
      size="xs"
      aria-label={label}
      placeholder={value.length === 0 ? "Whom it tells" : undefined}
      searchable
      hidePickedOptions
      nothingFoundMessage="Nobody is called that"
      data={[
        { group: "By what they are", items: KINDS.map((kind) => ({ value: kind, label: TARGET_LABELS[kind] })) },
        { group: "By name", items: people.map(({ id, name }) => ({ value: id, label: name })) },
      ]}
      value={value.map(({ kind, user }) => user?.id ?? kind)}
      onChange={(keys) => onChange(keys.map(targetOf))}
      searchValue={typed}
      onSearchChange={setTyped}
      error={error}
    />
  );
}
