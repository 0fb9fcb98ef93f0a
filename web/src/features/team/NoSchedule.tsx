import { CalendarClock } from "lucide-react";

import { Notice } from "@/components/Notice";

/** Nobody has said who is on call. */
export function NoSchedule({ mayAdd }: { mayAdd: boolean; reload: () => void }) {
  return (
    <Notice icon={CalendarClock} title="There is no on-call schedule">
      {mayAdd
        ? "A schedule says who of a team is on call when."
        : "The manager of a team, or an administrator, adds one."}
    </Notice>
  );
}
