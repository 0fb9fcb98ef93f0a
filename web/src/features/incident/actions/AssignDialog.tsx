import { useState } from "react";
import { useQuery } from "urql";

import { AssignIncidentDocument, type IncidentDetailsFragment, IncidentSuggestionsDocument } from "../gql";
import { sending } from "../change/useChange";
import { useDecision } from "../change/useDecision";
import { DialogFrame } from "./DialogFrame";
import { Suggestions } from "./Suggestions";
import { LongText } from "@/components/LongText";
import { Problem } from "@/components/Notice";
import { LinesSkeleton } from "@/components/PageSkeleton";
import type { Person } from "@/components/PersonName";
import { PersonPicker } from "@/components/pickers/PersonPicker";
import { sentenceFor } from "@/lib/graphql/errors";
import { besides, byField } from "@/lib/graphql/refusals";
import { sayDone } from "@/lib/toasts";

interface Props {
  incident: IncidentDetailsFragment;
  close: () => void;
  done: () => void;
}

const FIELDS = ["assigneeId", "reason"];

/** Who gets it: of those that SIEMS suggests, with its reasons, or anybody else. The best suited is chosen already. */
export function AssignDialog({ incident, close, done }: Props) {
  const [{ data, error, fetching }, ask] = useQuery({
    query: IncidentSuggestionsDocument,
    variables: { id: incident.id },
    requestPolicy: "network-only",
  });
  const suggestions = data?.suggestedAssignees ?? [];
  const best = suggestions.find(({ eligible, user }) => eligible && user !== null)?.user ?? null;
  const [chosen, setChosen] = useState<Person | "best" | null>("best");
  const [reason, setReason] = useState("");
  const decision = useDecision(incident);
  const person = chosen === "best" ? best : chosen;
  const isSuggested = suggestions.some(({ user }) => user?.id === person?.id);
  const submit = async () => {
    if (person === null) return;
    const more = { assigneeId: person.id, reason: reason.trim() || null };
    const send = sending(
      AssignIncidentDocument,
      (answer) => answer.assignIncident,
      (decided) => ({ input: { ...decided, ...more } }),
    );
    if (!(await decision.decide(send))) return;
    sayDone(`${incident.key} is assigned to ${person.name}.`);
    done();
  };
  const errors = byField(decision.refusals, FIELDS);
  return (
    <DialogFrame
      name="assign"
      incident={incident}
      title={incident.assignee ? `Reassign ${incident.key} from ${incident.assignee.name}` : `Assign ${incident.key}`}
      verb={person === null ? "Assign" : `Assign to ${person.name}`}
      size="lg"
      decision={decision}
      refusals={besides(decision.refusals, FIELDS)}
      ready={person !== null}
      submit={() => void submit()}
      close={close}
    >
      {error !== undefined && (
        <Problem message={sentenceFor(error)} retry={() => ask({ requestPolicy: "network-only" })} />
      )}
      {fetching && data === undefined && <LinesSkeleton lines={4} />}
      {data !== undefined && <Suggestions suggestions={suggestions} chosen={person?.id ?? null} choose={setChosen} />}
      <PersonPicker
        label="Somebody else"
        placeholder="Find by name or e-mail address"
        value={isSuggested || chosen === "best" ? null : person}
        error={errors.assigneeId}
        onChange={(other) => setChosen(other ?? "best")}
      />
      <LongText
        label="Reason"
        description="It stands in the log. It may be empty."
        minRows={1}
        value={reason}
        error={errors.reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </DialogFrame>
  );
}
