import { Button, Group, Modal, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";

interface Props {
  title: string;
  name: string;
  /** Names of other views: what has one is replaced. */
  taken: readonly string[];
  save: (name: string) => void;
  close: () => void;
}

const LONGEST = 60;

/** Asks for the name of a view. */
export default function ViewName({ title, name, taken, save, close }: Props) {
  const form = useForm({
    initialValues: { name },
    validate: { name: (said) => (said.trim() === "" ? "Enter a name" : null) },
  });
  const isTaken = taken.includes(form.values.name.trim());
  return (
    <Modal opened onClose={close} title={title}>
      <form
        onSubmit={form.onSubmit((values) => {
          save(values.name.trim());
          close();
        })}
      >
        <TextInput
          label="Name"
          maxLength={LONGEST}
          data-autofocus
          description="It is kept for you in this browser. Its address can be sent to others."
          {...form.getInputProps("name")}
        />
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit">{isTaken ? "Replace the view of this name" : "Save"}</Button>
        </Group>
      </form>
    </Modal>
  );
}
