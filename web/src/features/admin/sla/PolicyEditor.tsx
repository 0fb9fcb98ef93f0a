import { MultiSelect, TextInput } from "@mantine/core";
import { useQuery } from "urql";

import { Picker } from "@/components/pickers/Picker";
import { SEVERITIES, SEVERITY_LABELS } from "@/components/Severity";
import { useSubmit } from "@/lib/graphql/useSubmit";

import {
  AdminCalendarsDocument,
  AdminChoicesDocument,
  AdminCreatePolicyDocument,
  AdminDeletePolicyDocument,
  type AdminPolicyFragment,
  AdminUpdatePolicyDocument,
  type Severity,
} from "../gql";
import { Editor } from "../room/Editor";
import { Minutes } from "../room/Minutes";
import { Removal } from "../room/Removal";
import { Pair, Section } from "../room/Section";
import { spell } from "../room/spell";
import { ThingsPicker } from "../room/ThingsPicker";
import { useEditor } from "../room/useEditor";
import { DueExample } from "./DueExample";

const SEVERITY_CHOICES = SEVERITIES.map((value) => ({ value, label: SEVERITY_LABELS[value] }));

interface Draft extends Record<string, unknown> {
  name: string;
  severities: readonly Severity[];
  serviceIds: readonly string[];
  respondMinutes: number | null;
  resolveMinutes: number | null;
  calendarId: string | null;
}

function draftOf(policy: AdminPolicyFragment | null): Draft {
  return {
    name: policy?.name ?? "",
    severities: policy?.severities ?? [],
    serviceIds: policy?.services.map(({ id }) => id) ?? [],
    respondMinutes: policy === null ? 30 : policy.respondMinutes,
    resolveMinutes: policy === null ? 480 : policy.resolveMinutes,
    calendarId: policy?.calendar?.id ?? null,
  };
}

/** A promise: for which incidents, how fast, counted on which hours; and when that would be. */
export function PolicyEditor({ policy }: { policy: AdminPolicyFragment | null }) {
  const create = useSubmit(AdminCreatePolicyDocument, (data) => data.createSlaPolicy);
  const update = useSubmit(AdminUpdatePolicyDocument, (data) => data.updateSlaPolicy);
  const [{ data: choices }] = useQuery({ query: AdminChoicesDocument });
  const [{ data: known }] = useQuery({ query: AdminCalendarsDocument });
  const editor = useEditor(draftOf(policy), async (draft) => {
    const input = { ...draft, severities: [...draft.severities], serviceIds: [...draft.serviceIds] };
    const outcome =
      policy === null
        ? await create.submit({ input })
        : await update.submit({ input: { ...input, slaPolicyId: policy.id } });
    return outcome.done ? { refusals: [], said: `${draft.name} is saved.` } : outcome;
  });
  const { severities, respondMinutes, resolveMinutes, calendarId } = editor.form.getValues();
  const removal = policy !== null && (
    <Removal
      name={policy.name}
      document={AdminDeletePolicyDocument}
      payloadOf={(data) => data.deleteSlaPolicy}
      variables={(reason) => ({ input: { slaPolicyId: policy.id, reason } })}
    >
      <p>
        Incidents that are not resolved follow what else is promised for them. How it stood with resolved ones stays.
      </p>
    </Removal>
  );
  return (
    <Editor title={policy?.name ?? "New policy"} editor={editor} isNew={policy === null} actions={removal}>
      <TextInput label="Name" required data-autofocus {...editor.form.getInputProps("name")} />
      <Section
        title="What it is for"
        about="Of several that match, one for services counts before one for all, then one for severities."
      >
        <Pair>
          <MultiSelect
            label="Severity"
            placeholder={severities.length === 0 ? "Any" : undefined}
            data={SEVERITY_CHOICES}
            value={[...severities]}
            onChange={(chosen) => editor.part("severities").onChange(chosen)}
            error={editor.part("severities").error}
          />
          <ThingsPicker
            label="Service"
            placeholder="Any"
            choices={choices?.services ?? []}
            {...editor.part("serviceIds")}
          />
        </Pair>
      </Section>
      <Section title="What it promises" about="Empty: that is not promised.">
        <Pair>
          <Minutes label="Respond within" description={said(respondMinutes)} {...editor.part("respondMinutes")} />
          <Minutes label="Resolve within" description={said(resolveMinutes)} {...editor.part("resolveMinutes")} />
        </Pair>
        <div style={{ height: 12 }} />
        <Picker
          label="Hours that count"
          placeholder="All hours"
          choices={known?.businessCalendars ?? []}
          {...editor.part("calendarId")}
        />
      </Section>
      <DueExample
        promises={[
          ["Respond", respondMinutes],
          ["Resolve", resolveMinutes],
        ]}
        calendarId={calendarId}
      />
    </Editor>
  );
}

function said(minutes: number | null): string {
  return minutes === null ? "not promised" : spell(minutes);
}
