import { ActionIcon, Button, Input, TextInput } from "@mantine/core";
import { Plus, X } from "lucide-react";
import { useState } from "react";

import { useSubmit } from "@/lib/graphql/useSubmit";

import {
  type AdminCalendarFragment,
  AdminCreateCalendarDocument,
  AdminDeleteCalendarDocument,
  AdminUpdateCalendarDocument,
  type HolidayInput,
  type WeeklyWindowInput,
} from "../gql";
import { Editor } from "../room/Editor";
import { Minutes } from "../room/Minutes";
import { Removal } from "../room/Removal";
import { Section } from "../room/Section";
import { TimeZonePicker } from "@/components/pickers/TimeZonePicker";
import { useEditor } from "../room/useEditor";
import { WeeklyWindows } from "../room/WeeklyWindows";
import classes from "./CalendarEditor.module.css";
import { DueExample } from "./DueExample";

interface Draft extends Record<string, unknown> {
  name: string;
  timeZone: string;
  hours: readonly WeeklyWindowInput[];
  holidays: readonly HolidayInput[];
}

function draftOf(calendar: AdminCalendarFragment | null): Draft {
  return {
    name: calendar?.name ?? "",
    timeZone: calendar?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    hours: calendar?.hours.map((window) => ({ ...window, weekdays: [...window.weekdays] })) ?? [],
    holidays: calendar?.holidays ?? [],
  };
}

/** Hours of the week and holidays, by the clocks of a time zone. */
export function CalendarEditor({ calendar }: { calendar: AdminCalendarFragment | null }) {
  const create = useSubmit(AdminCreateCalendarDocument, (data) => data.createBusinessCalendar);
  const update = useSubmit(AdminUpdateCalendarDocument, (data) => data.updateBusinessCalendar);
  const editor = useEditor(draftOf(calendar), async (draft) => {
    const input = { ...draft, hours: [...draft.hours], holidays: [...draft.holidays] };
    const outcome =
      calendar === null
        ? await create.submit({ input })
        : await update.submit({ input: { ...input, businessCalendarId: calendar.id } });
    return outcome.done ? { refusals: [], said: `${draft.name} is saved.` } : outcome;
  });
  const removal = calendar !== null && (
    <Removal
      name={calendar.name}
      document={AdminDeleteCalendarDocument}
      payloadOf={(data) => data.deleteBusinessCalendar}
      variables={(reason) => ({ input: { businessCalendarId: calendar.id, reason } })}
    >
      <p>Only if no policy counts on it.</p>
    </Removal>
  );
  return (
    <Editor title={calendar?.name ?? "New calendar"} editor={editor} isNew={calendar === null} actions={removal}>
      <TextInput label="Name" required data-autofocus {...editor.form.getInputProps("name")} />
      <TimeZonePicker {...editor.part("timeZone")} />
      <Section title="Hours that count" about="What ends no later than it starts ends on the next day.">
        <WeeklyWindows none="No hours yet: it needs some." {...editor.part("hours")} />
      </Section>
      {calendar !== null && <Example calendarId={calendar.id} dirty={editor.dirty} />}
      <Section title="Holidays" about="Whole days on which no hour counts.">
        <Holidays {...editor.part("holidays")} />
      </Section>
    </Editor>
  );
}

function Example({ calendarId, dirty }: { calendarId: string; dirty: boolean }) {
  const [minutes, setMinutes] = useState<number | null>(240);
  return (
    <>
      <DueExample promises={[["Due", minutes]]} calendarId={calendarId}>
        <Minutes label="Promised within" value={minutes} onChange={setMinutes} />
      </DueExample>
      {dirty && <p className={classes.hint}>By the calendar as it is stored; save to see what your changes do.</p>}
    </>
  );
}

interface HolidaysProps {
  value: readonly HolidayInput[];
  onChange: (holidays: readonly HolidayInput[]) => void;
  error: React.ReactNode;
}

function Holidays({ value, onChange, error }: HolidaysProps) {
  const change = (place: number, changed: Partial<HolidayInput>) =>
    onChange(value.map((holiday, each) => (each === place ? { ...holiday, ...changed } : holiday)));
  return (
    <div className={classes.holidays}>
      {value.map(({ on, name }, place) => (
        <div key={place} role="group" aria-label={`Holiday ${place + 1}`} className={classes.holiday}>
          <TextInput
            size="xs"
            type="date"
            aria-label="Day"
            value={on}
            onChange={(event) => change(place, { on: event.currentTarget.value })}
          />
          <TextInput
            size="xs"
            aria-label="What it is called"
            placeholder="What it is called"
            value={name}
            onChange={(event) => change(place, { name: event.currentTarget.value })}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size={24}
            aria-label={`Remove holiday ${place + 1}`}
            onClick={() => onChange(value.filter((_, each) => each !== place))}
          >
            <X size={14} />
          </ActionIcon>
        </div>
      ))}
      {error !== undefined && <Input.Error role="alert">{error}</Input.Error>}
      <Button
        size="compact-xs"
        variant="default"
        className={classes.add}
        leftSection={<Plus size={12} aria-hidden />}
        onClick={() => onChange([...value, { on: "", name: "" }])}
      >
        Add a holiday
      </Button>
    </div>
  );
}
