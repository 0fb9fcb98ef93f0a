import { TextInput } from "@mantine/core";
import { Blocks } from "lucide-react";
import { useQuery } from "urql";

import { LongText } from "@/components/LongText";
import { Notice } from "@/components/Notice";
import { TeamPicker } from "@/components/pickers/Picker";
import { useSubmit } from "@/lib/graphql/useSubmit";

import {
  AdminCreateServiceDocument,
  type AdminServiceFragment,
  AdminServicesDocument,
  AdminUpdateServiceDocument,
} from "../gql";
import { Editor } from "../room/Editor";
import { levelsOf, saidLevels } from "../room/levels";
import { ListRoom } from "../room/ListRoom";
import type { Column } from "../room/RoomTable";
import { SkillLevels } from "../room/SkillLevels";
import { useEditor } from "../room/useEditor";

const COLUMNS: readonly Column<AdminServiceFragment>[] = [
  { label: "Team", show: ({ team }) => team?.name ?? "Nobody's", width: "20%" },
  { label: "What it does", show: ({ description }) => description },
  { label: "Asks for", show: ({ requiredSkills }) => saidLevels(requiredSkills), spare: true },
];

/** What the organization runs. */
export function Component() {
  const [result, ask] = useQuery({ query: AdminServicesDocument, requestPolicy: "cache-and-network" });
  return (
    <ListRoom
      title="Services"
      what="service"
      result={result}
      things={result.data?.services}
      reload={() => ask({ requestPolicy: "network-only" })}
      columns={COLUMNS}
      nameWidth="22%"
      empty={
        <Notice icon={Blocks} title="There is no service yet">
          What incidents are about; its team gets them.
        </Notice>
      }
      editor={(service) => <ServiceEditor key={service?.id} service={service} />}
    />
  );
}

function ServiceEditor({ service }: { service: AdminServiceFragment | null }) {
  const create = useSubmit(AdminCreateServiceDocument, (data) => data.createService);
  const update = useSubmit(AdminUpdateServiceDocument, (data) => data.updateService);
  const initial = {
    name: service?.name ?? "",
    description: service?.description ?? "",
    teamId: service?.team?.id ?? null,
    requiredSkills: levelsOf(service?.requiredSkills ?? []),
  };
  const editor = useEditor(initial, async ({ requiredSkills, ...values }) => {
    const input = { ...values, requiredSkills: [...requiredSkills] };
    const outcome =
      service === null
        ? await create.submit({ input })
        : await update.submit({ input: { ...input, serviceId: service.id } });
    return outcome.done ? { refusals: [], said: `${values.name} is saved.` } : outcome;
  });
  return (
    <Editor title={service?.name ?? "New service"} editor={editor} isNew={service === null}>
      <TextInput label="Name" required data-autofocus {...editor.form.getInputProps("name")} />
      <LongText label="What it does" minRows={2} {...editor.form.getInputProps("description")} />
      <TeamPicker
        label="Team"
        description="Its incidents are this team's"
        placeholder="Nobody's"
        {...editor.part("teamId")}
      />
      <SkillLevels
        label="Skills that its incidents ask for"
        description="Who has them is suggested first"
        {...editor.part("requiredSkills")}
      />
    </Editor>
  );
}
