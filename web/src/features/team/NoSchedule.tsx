import { CalendarClock } from "lucide-react";

import { Notice } from "@/components/Notice";

import { SchedulesMenu } from "./schedules/SchedulesMenu";

/** Nobody has said who is on call. */
export function NoSchedule({ mayAdd, reload }: { mayAdd: boolean; reload: () => void }) {
  return (
    <Notice
      icon={CalendarClock}
      title="There is no on-call schedule"
      action={mayAdd ? <SchedulesMenu schedules={[]} done={reload} /> : undefined}
    >
      {mayAdd
        ? "A schedule says who of a team is on call when."
        : "The manager of a team, or an administrator, adds one."}
    </Notice>
  );
}
