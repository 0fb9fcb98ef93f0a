import { useState } from "react";

import { AddParticipantDocument, type IncidentDetailsFragment } from "../gql";
import { sending } from "../change/useChange";
import { useDecision } from "../change/useDecision";
import { DialogFrame } from "./DialogFrame";
import { LongText } from "@/components/LongText";
import { PersonPicker } from "@/components/pickers/PersonPicker";
import type { Person } from "@/components/PersonName";
import { besides, byField } from "@/lib/graphql/refusals";
import { sayDone } from "@/lib/toasts";

interface Props {
  incident: IncidentDetailsFragment;
  close: () => void;
  done: () => void;
}

/** Brings somebody into an incident. It conflicts with nobody. */
export function ParticipantDialog({ incident, close, done }: Props) {
  const [person, setPerson] = useState<Person | null>(null);
  const [reason, setReason] = useState("");
  const decision = useDecision(incident);
  const submit = async () => {
    if (person === null) return;
    const input = { userId: person.id, reason: reason.trim() || null };
    const send = sending(
      AddParticipantDocument,
      (data) => data.addParticipant,
      ({ incidentId }) => ({ input: { ...input, incidentId } }),
    );
    if (!(await decision.decide(send))) return;
    sayDone(`${person.name} takes part in ${incident.key}.`);
    done();
  };
  return (
    <DialogFrame
      name="addParticipant"
      incident={incident}
      title={`Add somebody to ${incident.key}`}
      verb="Add"
      decision={decision}
      refusals={besides(decision.refusals, ["userId"])}
      ready={person !== null}
      submit={() => void submit()}
      close={close}
    >
      <PersonPicker
        label="Who"
        description={
          incident.restricted ? "They will see this restricted incident." : "They will find it among theirs."
        }
        required
        value={person}
        error={byField(decision.refusals, ["userId"]).userId}
        onChange={setPerson}
      />
      <LongText
        label="Reason"
        description="It stands in the log. It may be empty."
        minRows={2}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </DialogFrame>
  );
}
