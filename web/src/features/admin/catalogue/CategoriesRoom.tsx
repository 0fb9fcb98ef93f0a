import { TextInput } from "@mantine/core";
import { Tags } from "lucide-react";
import { useQuery } from "urql";

import { Notice } from "@/components/Notice";
import { useSubmit } from "@/lib/graphql/useSubmit";

import {
  AdminCategoriesDocument,
  type AdminCategoryFragment,
  AdminCreateCategoryDocument,
  AdminUpdateCategoryDocument,
} from "../gql";
import { Editor } from "../room/Editor";
import { levelsOf, saidLevels } from "../room/levels";
import { ListRoom } from "../room/ListRoom";
import type { Column } from "../room/RoomTable";
import { SkillLevels } from "../room/SkillLevels";
import { useEditor } from "../room/useEditor";

const COLUMNS: readonly Column<AdminCategoryFragment>[] = [
  { label: "Asks for", show: ({ requiredSkills }) => saidLevels(requiredSkills) },
];

/** The kinds of incidents. */
export function Component() {
  const [result, ask] = useQuery({ query: AdminCategoriesDocument, requestPolicy: "cache-and-network" });
  return (
    <ListRoom
      title="Categories"
      what="category"
      many="categories"
      result={result}
      things={result.data?.categories}
      reload={() => ask({ requestPolicy: "network-only" })}
      columns={COLUMNS}
      nameWidth="32%"
      empty={<Notice icon={Tags} title="There is no category yet" />}
      editor={(category) => <CategoryEditor key={category?.id} category={category} />}
    />
  );
}

function CategoryEditor({ category }: { category: AdminCategoryFragment | null }) {
  const create = useSubmit(AdminCreateCategoryDocument, (data) => data.createCategory);
  const update = useSubmit(AdminUpdateCategoryDocument, (data) => data.updateCategory);
  const initial = { name: category?.name ?? "", requiredSkills: levelsOf(category?.requiredSkills ?? []) };
  const editor = useEditor(initial, async ({ name, requiredSkills }) => {
    const input = { name, requiredSkills: [...requiredSkills] };
    const outcome =
      category === null
        ? await create.submit({ input })
        : await update.submit({ input: { ...input, categoryId: category.id } });
    return outcome.done ? { refusals: [], said: `${name} is saved.` } : outcome;
  });
  return (
    <Editor title={category?.name ?? "New category"} editor={editor} isNew={category === null}>
      <TextInput label="Name" required data-autofocus {...editor.form.getInputProps("name")} />
      <SkillLevels
        label="Skills that such incidents ask for"
        description="Beside those that the service asks for"
        {...editor.part("requiredSkills")}
      />
    </Editor>
  );
}
