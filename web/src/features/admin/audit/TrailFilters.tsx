import { Button, TextInput } from "@mantine/core";
import { X } from "lucide-react";
import { useQuery } from "urql";

import { ChoiceFilter } from "@/components/ChoiceFilter";
import { PersonPicker } from "@/components/pickers/PersonPicker";

import { AdminNamedDocument } from "../gql";
import { Filters } from "../room/Filters";
import { KIND_LABELS, KINDS, nameOf, type TrailQuestion } from "./question";

const KIND_OPTIONS = KINDS.map((value) => ({ value, label: KIND_LABELS[value] }));

interface Props {
  question: TrailQuestion;
  ask: (change: Partial<TrailQuestion>) => void;
}

/** Which entries of the trail are shown. */
export function TrailFilters({ question, ask }: Props) {
  const { kind, actor, subject, from, to } = question;
  const actorName = useNameOf(actor);
  const subjectName = useNameOf(subject);
  return (
    <Filters label="Entries">
      <ChoiceFilter label="About" options={KIND_OPTIONS} chosen={kind} choose={(chosen) => ask({ kind: chosen })} />
      <PersonPicker
        size="xs"
        aria-label="Done by"
        placeholder="Done by anybody"
        value={actor === "" ? null : { id: actor, name: actorName }}
        onChange={(person) => ask({ actor: person?.id ?? "" })}
      />
      <TextInput
        size="xs"
        type="date"
        aria-label="From"
        value={from}
        onChange={(event) => ask({ from: event.currentTarget.value })}
      />
      <TextInput
        size="xs"
        type="date"
        aria-label="Until, included"
        value={to}
        onChange={(event) => ask({ to: event.currentTarget.value })}
      />
      {subject !== "" && (
        <Button
          size="xs"
          variant="default"
          rightSection={<X size={13} aria-hidden />}
          aria-label={`Show entries about others than ${subjectName} too`}
          onClick={() => ask({ subject: "" })}
        >
          Only about {subjectName}
        </Button>
      )}
    </Filters>
  );
}

/** What something is called, by its id. */
function useNameOf(id: string): string {
  const [{ data }] = useQuery({ query: AdminNamedDocument, variables: { id }, pause: id === "" });
  return (data?.node && nameOf(data.node)) ?? "this";
}
