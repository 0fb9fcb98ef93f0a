import { Button } from "@mantine/core";
import { useState } from "react";

import { Refusals } from "@/components/Refusals";
import { useSubmit } from "@/lib/graphql/useSubmit";
import { sayDone } from "@/lib/toasts";

import { TeamDeleteScheduleDocument } from "../gql";
import type { Schedule } from "../schedule";

/** Does away with a schedule, once one has said so twice. */
export function DeleteSchedule({ schedule, close, done }: { schedule: Schedule; close: () => void; done: () => void }) {
  const [sure, setSure] = useState(false);
  const { submit, pending, refusals } = useSubmit(TeamDeleteScheduleDocument, (data) => data.deleteOnCallSchedule);
  const remove = async () => {
    if (!(await submit({ input: { onCallScheduleId: schedule.id } })).done) return;
    sayDone(`${schedule.name} is gone.`);
    done();
    close();
  };
  return (
    <>
      <Refusals refusals={refusals} />
      <Button
        variant={sure ? "filled" : "subtle"}
        color="red"
        loading={pending}
        onClick={() => (sure ? void remove() : setSure(true))}
      >
        {sure ? "Delete it with its overrides" : "Delete"}
      </Button>
    </>
  );
}
