import { Button, Stack, Switch, TextInput } from "@mantine/core";
import { useState } from "react";

import { useSubmit } from "@/lib/graphql/useSubmit";

import { AdminCreateWebhookDocument, type AdminWebhookFragment, AdminUpdateWebhookDocument } from "../gql";
import { useRoom } from "../room/context";
import { DrawerHead } from "../room/DrawerHead";
import { Editor } from "../room/Editor";
import editorClasses from "../room/Editor.module.css";
import { Secret } from "../room/Secret";
import { Section } from "../room/Section";
import { ShownOnce } from "../room/ShownOnce";
import { useEditor } from "../room/useEditor";
import { NONE_CHOSEN } from "./actions";
import { ActionsPicker } from "./ActionsPicker";
import { WebhookActs } from "./WebhookActs";

/** A webhook that is added or changed; a new secret is shown once, in its place. */
export function WebhookEditor({ webhook }: { webhook: AdminWebhookFragment | null }) {
  const [secret, setSecret] = useState<{ name: string; text: string } | null>(null);
  const create = useSubmit(AdminCreateWebhookDocument, (data) => data.createWebhook);
  const update = useSubmit(AdminUpdateWebhookDocument, (data) => data.updateWebhook);
  const initial = {
    name: webhook?.name ?? "",
    url: "",
    actions: chosenBy(webhook),
    restricted: webhook?.restricted ?? false,
    enabled: webhook?.enabled ?? true,
  };
  const editor = useEditor(initial, async ({ url, actions, ...values }) => {
    if (actions?.length === 0) return { refusals: [NONE_CHOSEN] };
    const input = { ...values, actions: [...(actions ?? [])] };
    if (webhook === null) {
      const outcome = await create.submit({ input: { ...input, url } });
      if (!outcome.done) return outcome;
      if (outcome.payload.secret !== null) setSecret({ name: values.name, text: outcome.payload.secret });
      return { refusals: [], stay: true };
    }
    const changed = url.trim() === "" ? input : { ...input, url };
    const outcome = await update.submit({ input: { ...changed, webhookId: webhook.id } });
    return outcome.done ? { refusals: [], said: `${values.name} is saved.` } : outcome;
  });
  if (secret !== null) return <Issued {...secret} />;
  return (
    <Editor
      title={webhook?.name ?? "New webhook"}
      editor={editor}
      isNew={webhook === null}
      saveLabel={webhook === null ? "Add it" : "Save"}
      actions={
        webhook !== null && <WebhookActs webhook={webhook} issued={(text) => setSecret({ name: webhook.name, text })} />
      }
    >
      <TextInput label="Name" required data-autofocus {...editor.form.getInputProps("name")} />
      <TextInput
        label="URL"
        description={
          webhook === null
            ? "https only. It is stored encrypted, and never shown again."
            : `It is ${webhook.hint}. Type another one to change it.`
        }
        placeholder={webhook === null ? "https://example.com/hooks/siems" : undefined}
        required={webhook === null}
        inputMode="url"
        {...editor.form.getInputProps("url")}
      />
      <Switch
        label="Enabled"
        description="Disabled, it is told of nothing, and what is on its way is cancelled"
        {...editor.form.getInputProps("enabled", { type: "checkbox" })}
      />
      <Switch
        label="Restricted incidents too"
        description="Whoever reads what it receives then knows of them"
        {...editor.form.getInputProps("restricted", { type: "checkbox" })}
      />
      <Section title="What it is told of" about="One call for each entry of an incident's log.">
        <ActionsPicker {...editor.part("actions")} />
      </Section>
    </Editor>
  );
}

/** The events that it is told of; null if it is every one, as something new is unless one chooses. */
function chosenBy(webhook: AdminWebhookFragment | null): readonly string[] | null {
  return webhook === null || webhook.actions.length === 0 ? null : webhook.actions;
}

function Issued({ name, text }: { name: string; text: string }) {
  const { close } = useRoom();
  return (
    <>
      <DrawerHead title={`The secret of ${name}`} />
      <Stack className={editorClasses.body} gap="md">
        <ShownOnce>Whoever receives the calls checks by it that they come from here.</ShownOnce>
        <Secret label="Secret" text={text} />
        <p style={{ margin: 0 }}>
          Each call has the headers <code>webhook-id</code>, <code>webhook-timestamp</code> and{" "}
          <code>webhook-signature</code>, as Standard Webhooks says. Libraries for it exist in most languages.
        </p>
        <div>
          <Button size="xs" onClick={close}>
            Done
          </Button>
        </div>
      </Stack>
    </>
  );
}
