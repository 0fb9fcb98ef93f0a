import { Button, NativeSelect, PasswordInput, Radio, Stack, TextInput } from "@mantine/core";
import { useState } from "react";

import { Time } from "@/components/Time";
import { useSubmit } from "@/lib/graphql/useSubmit";
import { ROLE_LABELS } from "@/lib/session/roles";

import { AdminCreateUserDocument, AdminInviteUserDocument, type Role } from "../gql";
import { useRoom } from "../room/context";
import { DrawerHead } from "../room/DrawerHead";
import { Editor } from "../room/Editor";
import editorClasses from "../room/Editor.module.css";
import { Secret } from "../room/Secret";
import { ShownOnce } from "../room/ShownOnce";
import { type Saved, useEditor } from "../room/useEditor";
import { invitationLink, type Invitation } from "./invitation";

interface Draft extends Record<string, unknown> {
  name: string;
  email: string;
  role: Role;
  way: "invite" | "password" | "later";
  password: string;
}

const EMPTY: Draft = { name: "", email: "", role: "ENGINEER", way: "invite", password: "" };
export const ROLE_CHOICES = (["ENGINEER", "MANAGER", "ADMIN"] as const).map((value) => ({
  value,
  label: ROLE_LABELS[value],
}));

/** Somebody new: with an invitation, with a password, or with neither yet. */
export function NewPerson() {
  const [invitation, setInvitation] = useState<Invitation | null>(null);
  const create = useSubmit(AdminCreateUserDocument, (data) => data.createUser);
  const invite = useSubmit(AdminInviteUserDocument, (data) => data.inviteUser);
  const editor = useEditor(EMPTY, async ({ name, email, role, way, password }): Promise<Saved> => {
    const person = { name, email, role };
    if (way === "invite") {
      const outcome = await invite.submit({ input: person });
      if (!outcome.done) return outcome;
      const { inviteToken, expiresAt } = outcome.payload;
      if (inviteToken !== null && expiresAt !== null) setInvitation({ name, token: inviteToken, expiresAt });
      return { refusals: [], stay: true };
    }
    const outcome = await create.submit({ input: { ...person, password: way === "password" ? password : null } });
    return outcome.done ? { refusals: [], said: `${name} was added.` } : outcome;
  });
  const { form } = editor;
  const { way } = form.getValues();
  if (invitation !== null) return <Invited invitation={invitation} />;
  return (
    <Editor title="New user" editor={editor} isNew saveLabel={way === "invite" ? "Add and invite" : "Add"}>
      <TextInput label="Name" required data-autofocus {...form.getInputProps("name")} />
      <TextInput label="E-mail" type="email" required autoComplete="off" {...form.getInputProps("email")} />
      <NativeSelect label="Role" data={ROLE_CHOICES} {...form.getInputProps("role")} />
      <Radio.Group label="How they sign in" {...form.getInputProps("way")}>
        <Stack gap={8} mt={6}>
          <Radio value="invite" label="With a link to set a password" description="You hand it over; good for 7 days" />
          <Radio value="password" label="With a password that you set now" />
          <Radio value="later" label="Not yet" description="You can invite them at any time" />
        </Stack>
      </Radio.Group>
      {way === "password" && (
        <PasswordInput
          label="Password"
          description="10 characters or more"
          autoComplete="new-password"
          {...form.getInputProps("password")}
        />
      )}
    </Editor>
  );
}

function Invited({ invitation }: { invitation: Invitation }) {
  const { close } = useRoom();
  return (
    <>
      <DrawerHead title={`${invitation.name} is invited`} />
      <Stack className={editorClasses.body} gap="md">
        <InvitationLink invitation={invitation} />
        <div>
          <Button size="xs" onClick={close}>
            Done
          </Button>
        </div>
      </Stack>
    </>
  );
}

/** The link of an invitation, which nobody can see again. */
export function InvitationLink({ invitation }: { invitation: Invitation }) {
  return (
    <>
      <ShownOnce>
        Hand it over on a safe way: whoever has it sets the password of {invitation.name}. It ends{" "}
        <Time at={invitation.expiresAt} />.
      </ShownOnce>
      <Secret label="Link to set a password" text={invitationLink(invitation.token)} />
    </>
  );
}
