import { NativeSelect, TextInput } from "@mantine/core";
import { Link } from "react-router";

import { LongText } from "@/components/LongText";
import { CategoryPicker, ServicePicker } from "@/components/pickers/Picker";
import { SEVERITIES, SEVERITY_LABELS } from "@/components/Severity";
import { useSubmit } from "@/lib/graphql/useSubmit";
import { PLACES } from "@/lib/places";

import {
  AdminCreateTemplateDocument,
  AdminDeleteTemplateDocument,
  type AdminTemplateFragment,
  AdminUpdateTemplateDocument,
  type Severity,
  type SkillLevelInput,
} from "../gql";
import { useRoom } from "../room/context";
import { Editor } from "../room/Editor";
import { levelsOf } from "../room/levels";
import { Removal } from "../room/Removal";
import { Pair } from "../room/Section";
import { SkillLevels } from "../room/SkillLevels";
import { useEditor } from "../room/useEditor";
import { misspelt } from "./placeholders";
import { Preview } from "./Preview";

interface Draft extends Record<string, unknown> {
  name: string;
  title: string;
  description: string;
  severity: Severity;
  categoryId: string | null;
  serviceId: string | null;
  requiredSkills: readonly SkillLevelInput[];
  /** One item a line. */
  checklist: string;
}

const SEVERITY_CHOICES = SEVERITIES.map((value) => ({ value, label: SEVERITY_LABELS[value] }));

function draftOf(template: AdminTemplateFragment | null): Draft {
  return {
    name: template?.name ?? "",
    title: template?.title ?? "",
    description: template?.description ?? "",
    severity: template?.severity ?? "MEDIUM",
    categoryId: template?.category?.id ?? null,
    serviceId: template?.service?.id ?? null,
    requiredSkills: levelsOf(template?.requiredSkills ?? []),
    checklist: template?.checklist.join("\n") ?? "",
  };
}

export function itemsOf(checklist: string): string[] {
  return checklist
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** What a kind of incident is reported as, and beside it how that looks with values filled in. */
export function TemplateEditor({ template }: { template: AdminTemplateFragment | null }) {
  const { mayWrite } = useRoom();
  const create = useSubmit(AdminCreateTemplateDocument, (data) => data.createIncidentTemplate);
  const update = useSubmit(AdminUpdateTemplateDocument, (data) => data.updateIncidentTemplate);
  const editor = useEditor(draftOf(template), async (draft) => {
    const input = { ...draft, requiredSkills: [...draft.requiredSkills], checklist: itemsOf(draft.checklist) };
    const outcome =
      template === null
        ? await create.submit({ input })
        : await update.submit({ input: { ...input, templateId: template.id } });
    return outcome.done ? { refusals: [], said: `${draft.name} is saved.` } : outcome;
  });
  const { form } = editor;
  const { title, description, severity, checklist } = form.getValues();
  const removal = template !== null && (
    <Removal
      name={template.name}
      document={AdminDeleteTemplateDocument}
      payloadOf={(data) => data.deleteIncidentTemplate}
      variables={(reason) => ({ input: { templateId: template.id, reason } })}
    >
      <p>What was reported from it keeps what it said.</p>
    </Removal>
  );
  return (
    <Editor
      title={template === null ? "New template" : `${template.name}, version ${template.version}`}
      editor={editor}
      isNew={template === null}
      actions={removal}
      aside={<Preview title={title} description={description} severity={severity} checklist={itemsOf(checklist)} />}
    >
      {template !== null && (
        <p style={{ margin: 0 }}>
          A change makes version {template.version + 1}; what was reported from an older one keeps that.{" "}
          {mayWrite && (
            <Link to={`${PLACES.admin.path}/audit?subject=${encodeURIComponent(template.id)}`}>All versions</Link>
          )}
        </p>
      )}
      <TextInput label="Name" required data-autofocus {...form.getInputProps("name")} />
      <TextInput
        label="Title"
        description="With placeholders: Disk full on {{host}}"
        required
        {...form.getInputProps("title")}
        error={form.errors.title ?? misspelt(title)}
      />
      <LongText
        label="Description"
        description="Markdown, with placeholders"
        minRows={5}
        maxRows={18}
        {...form.getInputProps("description")}
        error={form.errors.description ?? misspelt(description)}
      />
      <NativeSelect label="Severity" data={SEVERITY_CHOICES} {...form.getInputProps("severity")} />
      <Pair>
        <CategoryPicker label="Category" placeholder="None" {...editor.part("categoryId")} />
        <ServicePicker label="Service" placeholder="None" {...editor.part("serviceId")} />
      </Pair>
      <LongText
        label="Checklist"
        description="One item a line, in the order in which it is done"
        minRows={3}
        maxRows={20}
        {...editor.part("checklist")}
        onChange={(event) => editor.part("checklist").onChange(event.currentTarget.value)}
      />
      <SkillLevels
        label="Skills that it asks for"
        description="Beside those of its service and its category"
        {...editor.part("requiredSkills")}
      />
    </Editor>
  );
}
