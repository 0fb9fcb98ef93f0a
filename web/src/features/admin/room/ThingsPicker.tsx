import { MultiSelect } from "@mantine/core";

interface Props {
  label: string;
  description?: string;
  /** What none means. */
  placeholder: string;
  choices: readonly { readonly id: string; readonly name: string }[];
  value: readonly string[];
  onChange: (ids: string[]) => void;
  error?: React.ReactNode;
}

/** Any of some things with a name, found by typing. */
export function ThingsPicker({ choices, value, placeholder, ...props }: Props) {
  return (
    <MultiSelect
      {...props}
      searchable
      hidePickedOptions
      clearable
      placeholder={value.length === 0 ? placeholder : undefined}
      nothingFoundMessage="None is called that"
      data={choices.map(({ id, name }) => ({ value: id, label: name }))}
      value={[...value]}
    />
  );
}
