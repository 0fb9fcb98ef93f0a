import { Button, TextInput } from "@mantine/core";
import { useState } from "react";

import { useSubmit } from "@/lib/graphql/useSubmit";

import { type SettingsMethodFragment, SettingsRenameMethodDocument } from "./gql";
import classes from "./Settings.module.css";

/** Calls a contact method something else, in its row. */
export function Rename({ method, close }: { method: SettingsMethodFragment; close: () => void }) {
  const [name, setName] = useState(method.name);
  const { submit, pending, refusals } = useSubmit(SettingsRenameMethodDocument, (data) => data.renameContactMethod);
  const save = async (event: React.SyntheticEvent) => {
    event.preventDefault();
    const outcome = await submit({ input: { contactMethodId: method.id, name } });
    if (outcome.done) close();
  };
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape leaves what is written here
    <form
      className={classes.rename}
      noValidate
      onSubmit={(event) => void save(event)}
      onKeyDown={(event) => {
        if (event.key === "Escape") close();
      }}
    >
      <TextInput
        size="xs"
        aria-label="Name"
        data-autofocus
        autoFocus // eslint-disable-line jsx-a11y/no-autofocus -- it was asked for just now
        maxLength={100}
        value={name}
        error={refusals[0]?.message}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button type="submit" size="xs" loading={pending}>
        Save
      </Button>
      <Button size="xs" variant="default" onClick={close}>
        Cancel
      </Button>
    </form>
  );
}
