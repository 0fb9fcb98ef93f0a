import { Checkbox, TextInput } from "@mantine/core";
import { useState } from "react";

import { type IncidentDetailsFragment, UpdateIncidentDocument, type UpdateIncidentMutationVariables } from "../gql";
import { sending } from "../change/useChange";
import { useDecision } from "../change/useDecision";
import { DialogFrame } from "./DialogFrame";
import classes from "./EditDialog.module.css";
import { LongText } from "@/components/LongText";
import { CategoryPicker, ServicePicker, TeamPicker } from "@/components/pickers/Picker";
import { besides, byField } from "@/lib/graphql/refusals";
import { useViewer } from "@/lib/session/context";
import { runsIncidents } from "@/lib/session/roles";
import { sayDone } from "@/lib/toasts";

interface Props {
  incident: IncidentDetailsFragment;
  close: () => void;
  done: () => void;
}

type Fields = Omit<UpdateIncidentMutationVariables["input"], "incidentId" | "expectedVersion">;

const NAMES = ["title", "description", "categoryId", "serviceId", "teamId", "restricted"] as const;

/** What can be edited. Only what one has changed is sent, so that it takes nothing back that others changed. */
export function EditDialog({ incident, close, done }: Props) {
  const [before] = useState(() => fieldsOf(incident));
  const [fields, setFields] = useState(before);
  const decision = useDecision(incident);
  const { role } = useViewer();
  const errors = byField(decision.refusals, NAMES);
  const changed = Object.fromEntries(
    NAMES.filter((name) => fields[name] !== before[name]).map((name) => [name, fields[name]]),
  ) as Fields;
  const set = (change: Partial<typeof before>) => setFields((now) => ({ ...now, ...change }));
  const submit = async () => {
    const send = sending(
      UpdateIncidentDocument,
      (data) => data.updateIncident,
      (decided) => ({ input: { ...decided, ...changed } }),
    );
    if (!(await decision.decide(send))) return;
    sayDone(`${incident.key} is saved.`);
    done();
  };
  const mayNotLift = before.restricted && !runsIncidents(role);
  return (
    <DialogFrame
      name="edit"
      incident={incident}
      title={`Edit ${incident.key}`}
      verb="Save"
      size="lg"
      decision={decision}
      refusals={besides(decision.refusals, NAMES)}
      ready={Object.keys(changed).length > 0}
      submit={() => void submit()}
      close={close}
    >
      <TextInput
        data-autofocus
        label="Title"
        required
        value={fields.title}
        error={errors.title}
        onChange={(event) => set({ title: event.currentTarget.value })}
      />
      <LongText
        label="Description"
        description="Markdown."
        minRows={5}
        maxRows={14}
        value={fields.description}
        error={errors.description}
        onChange={(event) => set({ description: event.currentTarget.value })}
      />
      <div className={classes.pickers}>
        <ServicePicker
          label="Service"
          placeholder="None"
          value={fields.serviceId}
          error={errors.serviceId}
          onChange={(serviceId) => set({ serviceId })}
        />
        <CategoryPicker
          label="Category"
          placeholder="None"
          value={fields.categoryId}
          error={errors.categoryId}
          onChange={(categoryId) => set({ categoryId })}
        />
        <TeamPicker
          label="Team"
          placeholder="None"
          value={fields.teamId}
          error={errors.teamId}
          onChange={(teamId) => set({ teamId })}
        />
      </div>
      <Checkbox
        label="Restricted"
        description={
          mayNotLift
            ? "Only managers and administrators lift a restriction."
            : "Only those who take part in it, managers and administrators see that it exists."
        }
        disabled={mayNotLift}
        checked={fields.restricted}
        error={errors.restricted}
        onChange={(event) => set({ restricted: event.currentTarget.checked })}
      />
    </DialogFrame>
  );
}

function fieldsOf({ title, description, restricted, category, service, team }: IncidentDetailsFragment) {
  return {
    ...{ title, description, restricted },
    categoryId: category?.id ?? null,
    serviceId: service?.id ?? null,
    teamId: team?.id ?? null,
  };
}
