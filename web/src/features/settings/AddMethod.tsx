import { Button, Group, Modal, TextInput } from "@mantine/core";
import { useState } from "react";

import { Refusals } from "@/components/Refusals";
import { besides, byField } from "@/lib/graphql/refusals";
import { useSubmit } from "@/lib/graphql/useSubmit";

import { type Channel, SettingsCreateMethodDocument } from "./gql";
import classes from "./Settings.module.css";
import { CHANNEL_NAMES, CHANNELS } from "./words";

const FIELDS = ["name", "address"] as const;

interface Props {
  opened: boolean;
  close: () => void;
  reload: () => void;
}

/** Adds a way to be reached, which then waits for its code. */
export function AddMethod({ opened, close, reload }: Props) {
  return (
    <Modal opened={opened} onClose={close} title="Add a contact method" size={520}>
      {opened && <Form close={close} reload={reload} />}
    </Modal>
  );
}

function Form({ close, reload }: Omit<Props, "opened">) {
  const [channel, setChannel] = useState<Channel>("EMAIL");
  const [address, setAddress] = useState("");
  const [typedName, setName] = useState<string | null>(null);
  const { submit, pending, refusals } = useSubmit(SettingsCreateMethodDocument, (data) => data.createContactMethod);
  const words = CHANNELS[channel];
  const name = typedName ?? words.usualName;
  const errors = byField(refusals, FIELDS);
  const add = async (event: React.SyntheticEvent) => {
    event.preventDefault();
    const outcome = await submit({ input: { channel, name, address } });
    if (!outcome.done) return;
    reload();
    close();
  };
  return (
    <form className={classes.form} noValidate onSubmit={(event) => void add(event)}>
      <fieldset className={classes.channels}>
        <legend>How</legend>
        {CHANNEL_NAMES.map((each) => (
          <ChannelChoice key={each} channel={each} chosen={each === channel} choose={() => setChannel(each)} />
        ))}
      </fieldset>
      <TextInput
        key={channel}
        label={words.addressLabel}
        description={`${words.addressAbout} Example: ${words.example}`}
        inputMode={words.inputMode}
        autoCapitalize="off"
        spellCheck={false}
        required
        value={address}
        error={errors.address}
        onChange={(event) => setAddress(event.currentTarget.value)}
      />
      <TextInput
        label="Name"
        description="What you call it; your steps and messages say it"
        required
        maxLength={100}
        value={name}
        error={errors.name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Refusals refusals={besides(refusals, FIELDS)} />
      <Group gap="xs">
        <Button type="submit" size="xs" loading={pending}>
          Add and send the code
        </Button>
        <Button size="xs" variant="default" onClick={close}>
          Cancel
        </Button>
      </Group>
    </form>
  );
}

function ChannelChoice(props: { channel: Channel; chosen: boolean; choose: () => void }) {
  const { channel, chosen, choose } = props;
  const { label, icon: Icon, about } = CHANNELS[channel];
  return (
    <label className={classes.channel} data-chosen={chosen || undefined}>
      <input
        type="radio"
        name="channel"
        checked={chosen}
        onChange={choose}
        aria-describedby={`about-${channel}`}
        aria-label={label}
      />
      <Icon size={16} aria-hidden />
      <strong>{label}</strong>
      <span id={`about-${channel}`}>{about}</span>
    </label>
  );
}
