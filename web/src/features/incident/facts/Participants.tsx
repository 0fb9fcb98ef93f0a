import { ActionIcon, Tooltip } from "@mantine/core";
import { Plus, X } from "lucide-react";

import { type IncidentDetailsFragment, RemoveParticipantDocument } from "../gql";
import { mayRemove } from "../actions/rules";
import { Part } from "./Fact";
import classes from "./Participants.module.css";
import { PersonName } from "@/components/PersonName";
import { Refusals } from "@/components/Refusals";
import { useSubmit } from "@/lib/graphql/useSubmit";
import { useViewer } from "@/lib/session/context";
import { sayDone } from "@/lib/toasts";

interface Props {
  incident: IncidentDetailsFragment;
  add: (() => void) | null;
}

/** Who takes part in an incident; whoever was added can leave, or be taken out. */
export function Participants({ incident, add }: Props) {
  const viewer = useViewer();
  const { id, key, participants, assignee, reporter } = incident;
  const { submit, pending, refusals } = useSubmit(RemoveParticipantDocument, (data) => data.removeParticipant);
  const partOf = (personId: string) =>
    personId === assignee?.id ? "assignee" : personId === reporter?.id ? "reporter" : null;
  const remove = async (person: { id: string; name: string }) => {
    const { done } = await submit({ input: { incidentId: id, userId: person.id } });
    if (done) sayDone(person.id === viewer.id ? `You have left ${key}.` : `${person.name} is out of ${key}.`);
  };
  const tool = (
    <Tooltip label="Add a participant">
      <ActionIcon variant="subtle" color="gray" size={24} aria-label="Add a participant" onClick={() => add?.()}>
        <Plus size={14} />
      </ActionIcon>
    </Tooltip>
  );
  return (
    <Part title="Participants" tools={add !== null && tool}>
      <ul className={classes.people}>
        {participants.map((person) => (
          <li key={person.id}>
            <PersonName person={person} />
            <span className={classes.part}>{partOf(person.id)}</span>
            {mayRemove({ incident, viewer }, person.id) && (
              <ActionIcon
                variant="subtle"
                color="gray"
                size={24}
                disabled={pending}
                aria-label={person.id === viewer.id ? "Leave" : `Take ${person.name} out`}
                onClick={() => void remove(person)}
              >
                <X size={13} />
              </ActionIcon>
            )}
          </li>
        ))}
      </ul>
      <Refusals refusals={refusals} />
    </Part>
  );
}
