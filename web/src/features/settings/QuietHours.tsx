import { Button, Switch, TextInput } from "@mantine/core";
import { Moon } from "lucide-react";
import { useState } from "react";

import { TimeZonePicker } from "@/components/pickers/TimeZonePicker";
import { Refusals } from "@/components/Refusals";
import { type Refusal, useSubmit } from "@/lib/graphql/useSubmit";
import { sayDone } from "@/lib/toasts";

import { type SettingsTellingFragment, SettingsSetTellingDocument } from "./gql";
import { Section } from "./Section";
import classes from "./Settings.module.css";

type Quiet = NonNullable<SettingsTellingFragment["quietHours"]>;

interface Props {
  quiet: Quiet | null;
  reload: () => void;
}

/** When the viewer is left alone, but for pages. */
export function QuietHours({ quiet, reload }: Props) {
  const [written, setWritten] = useState<{ readonly hours: Quiet | null } | null>(null);
  const { submit, pending, refusals } = useSubmit(SettingsSetTellingDocument, (data) => data.setNotificationSettings);
  const hours = written === null ? quiet : written.hours;
  const isDirty = written !== null && said(written.hours) !== said(quiet);
  const change = (part: Partial<Quiet>) => {
    if (hours !== null) setWritten({ hours: { ...hours, ...part } });
  };
  const save = async (event: React.SyntheticEvent) => {
    event.preventDefault();
    const quietHours = hours && { from: hours.from, until: hours.until, timeZone: hours.timeZone };
    const outcome = await submit({ input: { quietHours } });
    if (!outcome.done) return;
    sayDone(hours === null ? "You have no quiet hours." : "Your quiet hours are saved.");
    reload();
    setWritten(null);
  };
  const errors = byPart(refusals);
  return (
    <Section title="Quiet hours" about="At these times information waits. Pages never wait.">
      <form noValidate className={classes.quiet} onSubmit={(event) => void save(event)}>
        <Switch
          label="Leave me alone at certain times"
          checked={hours !== null}
          onChange={(event) => setWritten({ hours: event.currentTarget.checked ? (quiet ?? usual()) : null })}
        />
        {hours !== null && (
          <div className={classes.hours}>
            <TextInput
              type="time"
              label="From"
              value={hours.from}
              error={errors.from}
              onChange={(event) => change({ from: event.currentTarget.value })}
            />
            <TextInput
              type="time"
              label="Until"
              value={hours.until}
              error={errors.until}
              onChange={(event) => change({ until: event.currentTarget.value })}
            />
            <TimeZonePicker
              value={hours.timeZone}
              error={errors.timeZone}
              onChange={(timeZone) => change({ timeZone })}
            />
          </div>
        )}
        {hours !== null && hours.until !== "" && (
          <p className={classes.promise}>
            <Moon size={14} aria-hidden /> Information waits until {hours.until}. Pages never wait.
          </p>
        )}
        <Refusals refusals={refusals.filter((each) => partOf(each) === null)} />
        {isDirty && (
          <div className={classes.buttons}>
            <Button type="submit" size="xs" loading={pending}>
              Save
            </Button>
            <Button size="xs" variant="default" onClick={() => setWritten(null)}>
              Cancel
            </Button>
          </div>
        )}
      </form>
    </Section>
  );
}

function usual(): Quiet {
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return { __typename: "QuietHours", from: "22:00", until: "07:00", timeZone } as Quiet;
}

function said(hours: Quiet | null): string {
  return hours === null ? "" : `${hours.from} ${hours.until} ${hours.timeZone}`;
}

/** Which of the three inputs a refusal blames: `["input", "quietHours", "from"]`. */
function partOf({ field }: Refusal): string | null {
  const part = field?.at(-1) ?? null;
  return part !== null && ["from", "until", "timeZone"].includes(part) ? part : null;
}

function byPart(refusals: readonly Refusal[]): Readonly<Record<string, string>> {
  const blamed: Record<string, string> = {};
  for (const refusal of refusals) {
    const part = partOf(refusal);
    if (part !== null) blamed[part] = refusal.message;
  }
  return blamed;
}
