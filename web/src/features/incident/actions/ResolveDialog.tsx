import { useState } from "react";

import { type IncidentDetailsFragment, ResolveIncidentDocument } from "../gql";
import { sending } from "../change/useChange";
import { useDecision } from "../change/useDecision";
import { DialogFrame } from "./DialogFrame";
import { LongText } from "@/components/LongText";
import { besides, byField } from "@/lib/graphql/refusals";
import { sayDone } from "@/lib/toasts";

interface Props {
  incident: IncidentDetailsFragment;
  close: () => void;
  done: () => void;
}

/** What was done about it: nothing is resolved without that. */
export function ResolveDialog({ incident, close, done }: Props) {
  const [resolution, setResolution] = useState("");
  const decision = useDecision(incident);
  const open = incident.checklist.filter(({ tickedAt }) => tickedAt === null).length;
  const submit = async () => {
    const send = sending(
      ResolveIncidentDocument,
      (data) => data.resolveIncident,
      (decided) => ({ input: { ...decided, resolution } }),
    );
    if (!(await decision.decide(send))) return;
    sayDone(`${incident.key} is resolved.`);
    done();
  };
  return (
    <DialogFrame
      name="resolve"
      incident={incident}
      title={`Resolve ${incident.key}`}
      verb="Resolve"
      decision={decision}
      refusals={besides(decision.refusals, ["resolution"])}
      ready={resolution.trim() !== ""}
      submit={() => void submit()}
      close={close}
    >
      <LongText
        data-autofocus
        label="Resolution"
        description={`What was wrong, and what was done about it. Markdown.${open > 0 ? ` ${open} of the checklist not ticked off.` : ""}`}
        required
        minRows={4}
        maxRows={14}
        value={resolution}
        error={byField(decision.refusals, ["resolution"]).resolution}
        onChange={(event) => setResolution(event.currentTarget.value)}
      />
    </DialogFrame>
  );
}
