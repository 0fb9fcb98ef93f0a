import { Button, Group, Modal, NativeSelect, Stack } from "@mantine/core";
import { DateTimePicker } from "@mantine/dates";
import { useState } from "react";

import { LongText } from "@/components/LongText";
import type { Person } from "@/components/PersonName";
import { PersonPicker } from "@/components/pickers/PersonPicker";
import { Refusals } from "@/components/Refusals";
import { besides, byField } from "@/lib/graphql/refusals";
import { useSubmit } from "@/lib/graphql/useSubmit";
import { now } from "@/lib/time/clock";
import { sayDone } from "@/lib/toasts";

import { TeamAddOverrideDocument } from "../gql";
import { HERE, localFrom, momentFrom } from "../moments";
import type { Entry } from "../rota";
import type { Schedule } from "../schedule";
import { OverridePreview } from "./OverridePreview";

interface Props {
  schedules: readonly Schedule[];
  schedule: Schedule;
  /** A stretch that it shall take the place of. */
  entry?: Entry;
  close: () => void;
  done: () => void;
}

const FIELDS = ["onCallScheduleId", "userId", "startsAt", "endsAt", "reason"];

/** Puts somebody on call for a time, whatever the layers say. */
export function OverrideDialog({ schedules, schedule: first, entry, close, done }: Props) {
  const [schedule, setSchedule] = useState(first);
  const [person, setPerson] = useState<Person | null>(null);
  const [from, setFrom] = useState(entry === undefined ? null : localFrom(laterOf(entry.startsAt)));
  const [until, setUntil] = useState(entry === undefined ? null : localFrom(entry.endsAt));
  const [reason, setReason] = useState("");
  const { submit, pending, refusals } = useSubmit(TeamAddOverrideDocument, (data) => data.addOnCallOverride);
  const errors = byField(refusals, FIELDS);
  const [startsAt, endsAt] = [momentFrom(from), momentFrom(until)];
  const ready = person !== null && startsAt !== null && endsAt !== null;
  const add = async () => {
    if (!ready) return;
    const input = { onCallScheduleId: schedule.id, userId: person.id, startsAt, endsAt, reason: reason.trim() || null };
    if (!(await submit({ input })).done) return;
    sayDone(`${person.name} is on call then.`);
    done();
    close();
  };
  return (
    <Modal opened onClose={close} title="Override who is on call">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <Stack gap="sm">
          <NativeSelect
            label="Schedule"
            value={schedule.id}
            data={schedules.map(({ id, name }) => ({ value: id, label: name }))}
            error={errors.onCallScheduleId}
            onChange={(event) => setSchedule(schedules.find(({ id }) => id === event.currentTarget.value) ?? first)}
          />
          <PersonPicker label="Who" required value={person} onChange={setPerson} error={errors.userId} />
          <Group grow align="flex-start">
            <Moment label="From" value={from} onChange={setFrom} error={errors.startsAt} />
            <Moment label="Until" value={until} onChange={setUntil} error={errors.endsAt} />
          </Group>
          <LongText
            label="Reason"
            description="For the log."
            maxLength={1000}
            minRows={2}
            value={reason}
            error={errors.reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          {ready && <OverridePreview schedule={schedule} person={person} from={startsAt} to={endsAt} />}
          <Refusals refusals={besides(refusals, FIELDS)} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" loading={pending} disabled={!ready}>
              Override
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** A stretch that has begun is overridden from now on. */
function laterOf(startsAt: string): string {
  return Date.parse(startsAt) < now() ? new Date(now()).toISOString() : startsAt;
}

interface MomentProps {
  label: string;
  value: string | null;
  onChange: (value: string | null) => void;
  error: React.ReactNode;
}

function Moment({ label, ...props }: MomentProps) {
  return (
    <DateTimePicker
      label={label}
      description={HERE}
      required
      valueFormat="D MMM YYYY, HH:mm"
      timePickerProps={{ "aria-label": `${label}: time` }}
      {...props}
    />
  );
}
