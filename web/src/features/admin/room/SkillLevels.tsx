import { ActionIcon, Input, NativeSelect, Select } from "@mantine/core";
import { X } from "lucide-react";
import { useQuery } from "urql";

import { AdminSkillsDocument, type SkillLevelInput } from "../gql";
import classes from "./SkillLevels.module.css";

const LEVELS = [
  { value: "1", label: "1 · knows of it" },
  { value: "2", label: "2" },
  { value: "3", label: "3 · works with it" },
  { value: "4", label: "4" },
  { value: "5", label: "5 · others ask them" },
];

interface Props {
  label: string;
  description?: string;
  value: readonly SkillLevelInput[];
  onChange: (skills: readonly SkillLevelInput[]) => void;
  error?: React.ReactNode;
}

/** Skills, each at a level from 1 to 5. */
export function SkillLevels({ label, description, value, onChange, error }: Props) {
  const [{ data }] = useQuery({ query: AdminSkillsDocument });
  const skills = data?.skills ?? [];
  const left = skills.filter(({ id }) => value.every(({ skillId }) => skillId !== id));
  const nameOf = (id: string | number) => skills.find((skill) => skill.id === id)?.name ?? "…";
  const add = (skillId: string | null) => {
    if (skillId !== null) onChange([...value, { skillId, level: 3 }]);
  };
  return (
    <div className={classes.skills} role="group" aria-label={label}>
      {value.map(({ skillId, level }) => (
        <div key={skillId} className={classes.skill}>
          <span>{nameOf(skillId)}</span>
          <NativeSelect
            size="xs"
            aria-label={`Level of ${nameOf(skillId)}`}
            data={LEVELS}
            value={String(level)}
            onChange={(event) => {
              const chosen = Number(event.currentTarget.value);
              onChange(value.map((each) => (each.skillId === skillId ? { skillId, level: chosen } : each)));
            }}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size={24}
            aria-label={`Remove ${nameOf(skillId)}`}
            onClick={() => onChange(value.filter((each) => each.skillId !== skillId))}
          >
            <X size={14} />
          </ActionIcon>
        </div>
      ))}
      <Select
        label={label}
        description={description}
        placeholder="Add a skill"
        searchable
        value={null}
        nothingFoundMessage="There is no such skill, or it is there already"
        data={left.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={add}
        styles={{ root: { order: -1 } }}
      />
      {error !== undefined && <Input.Error role="alert">{error}</Input.Error>}
    </div>
  );
}
