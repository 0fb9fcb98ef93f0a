import { ActionIcon, Button, Tooltip } from "@mantine/core";
import { CalendarOff, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useQuery } from "urql";

import { Notice, Problem } from "@/components/Notice";
import { LinesSkeleton } from "@/components/PageSkeleton";
import { PersonName } from "@/components/PersonName";
import { Refusals } from "@/components/Refusals";
import { sentenceFor } from "@/lib/graphql/errors";
import { useSubmit } from "@/lib/graphql/useSubmit";
import { useViewer } from "@/lib/session/context";
import { now } from "@/lib/time/clock";
import { sayDone } from "@/lib/toasts";

import { mayActFor } from "../authority";
import { type TeamAbsenceFragment, TeamAbsencesDocument, TeamMembersDocument, TeamRemoveAbsenceDocument } from "../gql";
import { daysNamed, spelledDay } from "../moments";
import { useRegularly } from "../useRegularly";
import { AbsenceDialog } from "./AbsenceDialog";
import classes from "./Absences.module.css";

const AHEAD = 365;

/** Who is away from today on, for a year; one's own absences, and those of the people one manages, can be changed. */
export function Absences() {
  const viewer = useViewer();
  const [adding, setAdding] = useState(false);
  const [today] = useState(() => spelledDay(new Date(now())));
  const [{ data, error, fetching }, ask] = useQuery({
    query: TeamAbsencesDocument,
    variables: { from: today, to: spelledDay(new Date(now() + AHEAD * 86_400_000)) },
    requestPolicy: "cache-and-network",
  });
  const [{ data: members }] = useQuery({ query: TeamMembersDocument });
  const reload = () => ask({ requestPolicy: "network-only" });
  useRegularly(reload);
  const absences = [...(data?.absences ?? [])].sort((one, other) => one.startsOn.localeCompare(other.startsOn));
  const add = (
    <Button size="xs" leftSection={<Plus size={14} />} onClick={() => setAdding(true)}>
      Add an absence
    </Button>
  );
  return (
    <section className={classes.section} aria-label="Absences">
      {error !== undefined && <Problem message={sentenceFor(error)} retry={reload} />}
      {data === undefined && fetching && <LinesSkeleton lines={4} />}
      {data?.absences && absences.length === 0 && (
        <Notice icon={CalendarOff} title="Nobody is away in the next year" action={add}>
          Whoever is away is not on call and is not suggested for incidents.
        </Notice>
      )}
      {absences.length > 0 && (
        <>
          <div className={classes.head}>
            <p>Whoever is away is not on call, and is not suggested for incidents.</p>
            {add}
          </div>
          <ul className={classes.absences}>
            {absences.map((absence) => (
              <AbsenceLine
                key={absence.id}
                absence={absence}
                today={today}
                mayRemove={mayActFor(viewer, absence.user, members?.teams ?? [])}
                gone={reload}
              />
            ))}
          </ul>
        </>
      )}
      {adding && <AbsenceDialog teams={members?.teams ?? []} close={() => setAdding(false)} done={reload} />}
    </section>
  );
}

interface LineProps {
  absence: TeamAbsenceFragment;
  today: string;
  mayRemove: boolean;
  gone: () => void;
}

function AbsenceLine({ absence, today, mayRemove, gone }: LineProps) {
  const { id, startsOn, endsOn, note, user } = absence;
  const { submit, pending, refusals } = useSubmit(TeamRemoveAbsenceDocument, (data) => data.removeAbsence);
  const name = user?.name ?? "Somebody";
  const remove = async () => {
    const { done } = await submit({ input: { absenceId: id } });
    if (!done) return;
    sayDone(`The absence of ${name} is taken back.`);
    gone();
  };
  return (
    <li>
      <PersonName person={user} nobody="Somebody" />
      <span>
        {daysNamed(startsOn, endsOn)}
        {startsOn <= today && <em>away now</em>}
      </span>
      <span className={classes.note}>{note}</span>
      {mayRemove && (
        <Tooltip label="Take it back">
          <ActionIcon
            variant="subtle"
            color="gray"
            loading={pending}
            aria-label={`Take back the absence of ${name}, ${daysNamed(startsOn, endsOn)}`}
            onClick={() => void remove()}
          >
            <Trash2 size={15} />
          </ActionIcon>
        </Tooltip>
      )}
      <Refusals refusals={refusals} />
    </li>
  );
}
