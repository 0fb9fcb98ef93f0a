import { Button, Group, Modal, NativeSelect, Stack, TextInput } from "@mantine/core";
import { DatePickerInput } from "@mantine/dates";
import { useState } from "react";

import type { Person } from "@/components/PersonName";
import { PersonPicker } from "@/components/pickers/PersonPicker";
import { Refusals } from "@/components/Refusals";
import { besides, byField } from "@/lib/graphql/refusals";
import { useSubmit } from "@/lib/graphql/useSubmit";
import { useViewer } from "@/lib/session/context";
import { sayDone } from "@/lib/toasts";

import { runsTeam } from "../authority";
import { TeamAddAbsenceDocument, type TeamMembersQuery } from "../gql";
import { daysNamed } from "../moments";

type Teams = NonNullable<TeamMembersQuery["teams"]>;

const FIELDS = ["startsOn", "endsOn", "note", "userId"];

/** Says that somebody is away on some days: oneself, or whom one manages. */
export function AbsenceDialog({ teams, close, done }: { teams: Teams; close: () => void; done: () => void }) {
  const viewer = useViewer();
  const [person, setPerson] = useState<Person>(viewer);
  const [[from, to], setDays] = useState<[string | null, string | null]>([null, null]);
  const [note, setNote] = useState("");
  const { submit, pending, refusals } = useSubmit(TeamAddAbsenceDocument, (data) => data.addAbsence);
  const errors = byField(refusals, FIELDS);
  const add = async () => {
    if (from === null || to === null) return;
    const input = { startsOn: from, endsOn: to, note: note.trim() || null, userId: person.id };
    if (!(await submit({ input })).done) return;
    sayDone(`${person.name} is away ${daysNamed(from, to)}.`);
    done();
    close();
  };
  return (
    <Modal opened onClose={close} title="Add an absence">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <Stack gap="sm">
          <Who viewer={viewer} teams={teams} person={person} choose={setPerson} error={errors.userId} />
          <DatePickerInput
            type="range"
            label="First and last day"
            description="Whole days, by the clocks where they live."
            placeholder="Choose two days, or one twice"
            required
            allowSingleDateInRange
            valueFormat="D MMM YYYY"
            value={[from, to]}
            error={errors.startsOn ?? errors.endsOn}
            onChange={setDays}
          />
          <TextInput
            label="Note"
            description="For them, their managers and administrators only."
            value={note}
            error={errors.note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <Refusals refusals={besides(refusals, FIELDS)} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" loading={pending} disabled={from === null || to === null}>
              Add
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

interface WhoProps {
  viewer: ReturnType<typeof useViewer>;
  teams: Teams;
  person: Person;
  choose: (person: Person) => void;
  error: React.ReactNode;
}

/** An administrator may say it of anybody, a manager of the members of their teams; others are not asked. */
function Who({ viewer, teams, person, choose, error }: WhoProps) {
  if (viewer.role === "ADMIN") {
    return (
      <PersonPicker label="Who" required value={person} onChange={(chosen) => choose(chosen ?? viewer)} error={error} />
    );
  }
  const members = teams.filter((team) => runsTeam(viewer, team)).flatMap((team) => team.members);
  const people = [...new Map([viewer as Person, ...members].map((each) => [each.id, each])).values()];
  if (people.length === 1) return null;
  return (
    <NativeSelect
      label="Who"
      value={person.id}
      data={people.map(({ id, name }) => ({ value: id, label: id === viewer.id ? `${name} (you)` : name }))}
      error={error}
      onChange={(event) => choose(people.find(({ id }) => id === event.currentTarget.value) ?? viewer)}
    />
  );
}
