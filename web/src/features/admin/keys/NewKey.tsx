import { Button, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { useQuery } from "urql";

import { useSubmit } from "@/lib/graphql/useSubmit";

import { AdminChoicesDocument, AdminCreateKeyDocument } from "../gql";
import { useRoom } from "../room/context";
import { Editor } from "../room/Editor";
import editorClasses from "../room/Editor.module.css";
import { DrawerHead } from "../room/DrawerHead";
import { Secret } from "../room/Secret";
import { ShownOnce } from "../room/ShownOnce";
import { ThingsPicker } from "../room/ThingsPicker";
import { useEditor } from "../room/useEditor";
import { curlWith, endOf } from "./standing";

/** A key that is given out: what it is for, and until when; then the key itself, once. */
export function NewKey() {
  const [issued, setIssued] = useState<{ name: string; secret: string } | null>(null);
  const { submit } = useSubmit(AdminCreateKeyDocument, (data) => data.createApiKey);
  const [{ data: choices }] = useQuery({ query: AdminChoicesDocument });
  const initial = { name: "", expiresAt: "", serviceIds: [] as readonly string[] };
  const editor = useEditor(initial, async ({ name, expiresAt, serviceIds }) => {
    const outcome = await submit({ input: { name, expiresAt: endOf(expiresAt), serviceIds: [...serviceIds] } });
    if (!outcome.done) return outcome;
    if (outcome.payload.key !== null) setIssued({ name, secret: outcome.payload.key });
    return { refusals: [], stay: true };
  });
  if (issued !== null) return <Issued {...issued} />;
  return (
    <Editor title="New API key" editor={editor} isNew saveLabel="Make the key">
      <TextInput
        label="Name"
        description="What it is for; the log calls what it does by this name"
        placeholder="Alertmanager, production"
        required
        data-autofocus
        {...editor.form.getInputProps("name")}
      />
      <TextInput
        type="date"
        label="Last day"
        description="Empty: it works until it is revoked"
        {...editor.form.getInputProps("expiresAt")}
      />
      <ThingsPicker
        label="Services"
        description="It may report incidents of these only, and has to name one"
        placeholder="Every service"
        choices={choices?.services ?? []}
        {...editor.part("serviceIds")}
      />
      <p style={{ margin: 0 }}>
        It may report incidents, and see, acknowledge and resolve those that it reported. It sees nothing else.
      </p>
    </Editor>
  );
}

function Issued({ name, secret }: { name: string; secret: string }) {
  const { close } = useRoom();
  return (
    <>
      <DrawerHead title={`The key of ${name}`} />
      <Stack className={editorClasses.body} gap="md">
        <ShownOnce>Only its hash is stored. Whoever has it reports as {name}.</ShownOnce>
        <Secret label="Key" text={secret} />
        <Secret label="Try it: this reports an incident" text={curlWith(secret)} />
        <div>
          <Button size="xs" onClick={close}>
            Done
          </Button>
        </div>
      </Stack>
    </>
  );
}
