import { TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useQuery } from "urql";

import { sentenceFor } from "@/lib/graphql/errors";
import { now } from "@/lib/time/clock";
import { exactly } from "@/lib/time/format";

import { AdminDueTimesDocument } from "../gql";
import { Section } from "../room/Section";
import classes from "./DueExample.module.css";

interface Props {
  /** What is promised: "Respond" within so many minutes, if at all. */
  promises: readonly (readonly [string, number | null])[];
  calendarId: string | null;
  /** More that one can choose. */
  children?: React.ReactNode;
}

/** When a promise would fall due, for an incident that is reported at a moment that one chooses. */
export function DueExample({ promises, calendarId, children }: Props) {
  const [reported, setReported] = useState(() => localMinute(now()));
  const moment = new Date(reported);
  return (
    <Section title="For example">
      {children}
      <TextInput
        type="datetime-local"
        label="Reported at"
        description="By your own clock"
        value={reported}
        onChange={(event) => setReported(event.currentTarget.value)}
      />
      <dl className={classes.due} aria-live="polite">
        {promises.map(([what, minutes]) =>
          minutes === null || minutes < 1 || Number.isNaN(moment.getTime()) ? null : (
            <Due key={what} what={what} minutes={minutes} calendarId={calendarId} from={moment.toISOString()} />
          ),
        )}
      </dl>
    </Section>
  );
}

function Due({ what, ...asked }: { what: string; minutes: number; calendarId: string | null; from: string }) {
  const [variables] = useDebouncedValue(asked, 300, { leading: true });
  const [{ data, error }] = useQuery({ query: AdminDueTimesDocument, variables, requestPolicy: "network-only" });
  const due = data?.slaDueTimes;
  return (
    <div>
      <dt>{what === "Due" ? "Due" : `${what} by`}</dt>
      <dd>
        {error !== undefined && sentenceFor(error)}
        {error === undefined && due && (
          <>
            <strong>{exactly(Date.parse(due.dueAt))}</strong>
            <small>at risk from {exactly(Date.parse(due.atRiskAt))} on</small>
          </>
        )}
      </dd>
    </div>
  );
}

/** A moment as an input of the browser takes it: by the viewer's clock, to the minute. */
function localMinute(moment: number): string {
  const local = new Date(moment - new Date(moment).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}
