import { TextInput } from "@mantine/core";

import type { Person } from "@/components/PersonName";
import { PersonPicker } from "@/components/pickers/PersonPicker";
import { type Refusal, useSubmit } from "@/lib/graphql/useSubmit";

import { AdminCreateTeamDocument, type AdminTeamFragment, AdminUpdateTeamDocument } from "../gql";
import { Editor } from "../room/Editor";
import { PeoplePicker } from "../room/PeoplePicker";
import { type Saved, useEditor } from "../room/useEditor";

interface Draft extends Record<string, unknown> {
  name: string;
  managerId: Person | null;
  memberIds: readonly Person[];
}

/** A team: what it is called, who answers for it, and who belongs to it. */
export function TeamEditor({ team }: { team: AdminTeamFragment | null }) {
  const create = useSubmit(AdminCreateTeamDocument, (data) => data.createTeam);
  const update = useSubmit(AdminUpdateTeamDocument, (data) => data.updateTeam);
  const before: Draft = { name: team?.name ?? "", managerId: team?.manager ?? null, memberIds: team?.members ?? [] };
  const editor = useEditor(before, async ({ name, managerId, memberIds }): Promise<Saved> => {
    const values = { name, managerId: managerId?.id ?? null };
    const ids = memberIds.map(({ id }) => id);
    const old = before.memberIds.map(({ id }) => id);
    const outcome =
      team === null
        ? await create.submit({ input: { ...values, memberIds: ids } })
        : await update.submit({
            input: {
              ...values,
              teamId: team.id,
              addMemberIds: ids.filter((id) => !old.includes(id)),
              removeMemberIds: old.filter((id) => !ids.includes(id)),
            },
          });
    return outcome.done ? { refusals: [], said: `${name} is saved.` } : { refusals: outcome.refusals.map(ofMembers) };
  });
  return (
    <Editor title={team?.name ?? "New team"} editor={editor} isNew={team === null}>
      <TextInput label="Name" required data-autofocus {...editor.form.getInputProps("name")} />
      <PersonPicker
        label="Manager"
        description="A manager or an administrator, who answers for it and writes its on-call schedules"
        placeholder="Nobody"
        {...editor.part("managerId")}
      />
      <PeoplePicker
        label="Members"
        description="Who is on call for it, and whom its incidents are given to"
        placeholder="Nobody yet"
        {...editor.part("memberIds")}
      />
    </Editor>
  );
}

/** Who joins and who leaves are two fields of the API, and one here. */
function ofMembers(refusal: Refusal): Refusal {
  const isOfMembers = /^(add|remove)MemberIds$/.test(refusal.field?.[1] ?? "");
  return isOfMembers ? { ...refusal, field: ["input", "memberIds"] } : refusal;
}
