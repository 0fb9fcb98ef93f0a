import { TextInput } from "@mantine/core";
import { GraduationCap } from "lucide-react";
import { useQuery } from "urql";

import { Notice } from "@/components/Notice";
import { useSubmit } from "@/lib/graphql/useSubmit";

import {
  AdminCreateSkillDocument,
  AdminDeleteSkillDocument,
  AdminSkillsDocument,
  type AdminSkillsQuery,
  AdminUpdateSkillDocument,
} from "../gql";
import { Editor } from "../room/Editor";
import { ListRoom } from "../room/ListRoom";
import { Removal } from "../room/Removal";
import { useEditor } from "../room/useEditor";

type Skill = NonNullable<AdminSkillsQuery["skills"]>[number];

/** What one can be good at. */
export function Component() {
  const [result, ask] = useQuery({ query: AdminSkillsDocument, requestPolicy: "cache-and-network" });
  return (
    <ListRoom
      title="Skills"
      what="skill"
      result={result}
      things={result.data?.skills}
      reload={() => ask({ requestPolicy: "network-only" })}
      columns={[]}
      empty={
        <Notice icon={GraduationCap} title="There is no skill yet">
          Services ask for skills, people have them: that is how somebody is suggested.
        </Notice>
      }
      editor={(skill) => <SkillEditor key={skill?.id} skill={skill} />}
    />
  );
}

function SkillEditor({ skill }: { skill: Skill | null }) {
  const create = useSubmit(AdminCreateSkillDocument, (data) => data.createSkill);
  const update = useSubmit(AdminUpdateSkillDocument, (data) => data.updateSkill);
  const editor = useEditor({ name: skill?.name ?? "" }, async ({ name }) => {
    const outcome =
      skill === null
        ? await create.submit({ input: { name } })
        : await update.submit({ input: { name, skillId: skill.id } });
    return outcome.done ? { refusals: [], said: `${name} is saved.` } : outcome;
  });
  const removal = skill !== null && (
    <Removal
      name={skill.name}
      document={AdminDeleteSkillDocument}
      payloadOf={(data) => data.deleteSkill}
      variables={(reason) => ({ input: { skillId: skill.id, reason } })}
    >
      <p>Nobody has it any more, and no service, category or template asks for it.</p>
    </Removal>
  );
  return (
    <Editor title={skill?.name ?? "New skill"} editor={editor} isNew={skill === null} actions={removal}>
      <TextInput label="Name" required data-autofocus {...editor.form.getInputProps("name")} />
      <p style={{ margin: 0 }}>
        Who has it, and how well, is said at each user; what asks for it at services, categories and templates.
      </p>
    </Editor>
  );
}
