import { NativeSelect, Select, TextInput } from "@mantine/core";

import { Minutes } from "../room/Minutes";
import { Pair } from "../room/Section";
import { type EditorState, errorWithin } from "../room/useEditor";
import type { RuleDraft } from "./draft";
import type { Strategy } from "./words";

type Parameter = Strategy["parameters"][number];

/** When the ladder starts: a strategy, how long, and what the strategy says that it needs besides. */
export function ConditionFields({
  editor,
  strategies,
}: {
  editor: EditorState<RuleDraft>;
  strategies: readonly Strategy[];
}) {
  const { form } = editor;
  const { strategy, parameters } = form.getValues();
  const chosen = strategies.find(({ name }) => name === strategy);
  const names = strategies.map(({ name, described }) => ({ value: name, label: sentence(described) }));
  const known = chosen === undefined ? [{ value: strategy, label: `${strategy} (not installed)` }, ...names] : names;
  const set = (name: string, value: unknown) => {
    const others = Object.entries(parameters).filter(([each]) => each !== name);
    editor.part("parameters").onChange(Object.fromEntries(value === null ? others : [...others, [name, value]]));
  };
  return (
    <>
      <Pair>
        <NativeSelect
          label="Incidents that are"
          data={known}
          value={strategy}
          error={editor.part("strategy").error}
          onChange={(event) => {
            form.setValues({ strategy: event.currentTarget.value });
            editor.part("parameters").onChange({});
          }}
        />
        <Minutes
          label="For"
          value={form.getValues().afterMinutes}
          onChange={(minutes) => editor.part("afterMinutes").onChange(minutes ?? 0)}
          error={editor.part("afterMinutes").error}
          max={10_080}
        />
      </Pair>
      {(chosen?.parameters ?? []).map((parameter) => (
        <ParameterField
          key={parameter.name}
          parameter={parameter}
          value={parameters[parameter.name] ?? null}
          set={(value) => set(parameter.name, value)}
          error={
            errorWithin(form.errors, `parameters.${parameter.name}`) ??
            (parameter === chosen?.parameters[0] ? form.errors.parameters : undefined)
          }
        />
      ))}
    </>
  );
}

interface FieldProps {
  parameter: Parameter;
  value: unknown;
  set: (value: unknown) => void;
  error: React.ReactNode;
}

function ParameterField({ parameter: { name, described, required, minimum, maximum, choices }, ...props }: FieldProps) {
  const { value, set, error } = props;
  if (choices.length > 0)
    return (
      <Select
        label={described}
        placeholder="Any"
        clearable={!required}
        data={choices.map((choice) => ({ value: choice, label: sentence(choice) }))}
        value={typeof value === "string" ? value : null}
        onChange={set}
        error={error}
      />
    );
  if (minimum !== null || maximum !== null)
    return (
      <Minutes
        label={described}
        unit={name === "percent" ? "%" : ""}
        value={typeof value === "number" ? value : null}
        onChange={set}
        error={error}
        min={minimum ?? undefined}
        max={maximum ?? undefined}
      />
    );
  return (
    <TextInput
      label={described}
      required={required}
      value={typeof value === "string" ? value : ""}
      onChange={(event) => set(event.currentTarget.value || null)}
      error={error}
    />
  );
}

function sentence(words: string): string {
  return words === words.toUpperCase() ? words.charAt(0) + words.slice(1).toLowerCase() : words;
}
