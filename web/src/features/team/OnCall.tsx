import { useState } from "react";
import { useQuery } from "urql";

import { Problem } from "@/components/Notice";
import { LinesSkeleton } from "@/components/PageSkeleton";
import { sentenceFor } from "@/lib/graphql/errors";
import { now } from "@/lib/time/clock";
import { useViewer } from "@/lib/session/context";

import { AwaySoon } from "./absences/AwaySoon";
import { runsTeam } from "./authority";
import { Calendar } from "./calendar/Calendar";
import { windowOf } from "./calendar/window";
import { TeamCalendarDocument, TeamSchedulesDocument } from "./gql";
import { NoSchedule } from "./NoSchedule";
import classes from "./OnCall.module.css";
import { OnCallNow } from "./OnCallNow";
import { useRegularly } from "./useRegularly";
import type { View } from "./view";

interface Props {
  view: View;
  show: (change: Partial<View>) => void;
}

/** Who is on call now and next, who is away, and the calendar of it. */
export function OnCall({ view, show }: Props) {
  const viewer = useViewer();
  const [moment, setMoment] = useState(now);
  const window = windowOf(view, moment);
  const between = { from: window.start.toISOString(), to: window.end.toISOString() };
  const [present, askPresent] = useQuery({ query: TeamSchedulesDocument, requestPolicy: "cache-and-network" });
  const [calendar, askCalendar] = useQuery({
    query: TeamCalendarDocument,
    variables: between,
    requestPolicy: "cache-and-network",
  });
  const reload = () => {
    setMoment(now());
    askPresent({ requestPolicy: "network-only" });
    askCalendar({ requestPolicy: "network-only" });
  };
  useRegularly(reload);
  const all = present.data?.onCallSchedules;
  const error = present.error ?? calendar.error;
  const schedules = all?.filter(({ team }) => view.team === "" || team?.id === view.team);
  return (
    <>
      {error !== undefined && <Problem message={sentenceFor(error)} retry={reload} />}
      {schedules === undefined && error === undefined && <LinesSkeleton />}
      {schedules?.length === 0 && <NoSchedule mayAdd={viewer.role !== "ENGINEER"} reload={reload} />}
      {schedules !== undefined && schedules.length > 0 && (
        <>
          <div className={classes.top}>
            <OnCallNow schedules={schedules} now={moment} />
            <AwaySoon now={moment} />
          </div>
          <Calendar
            schedules={schedules}
            shown={calendar.data?.onCallSchedules ?? []}
            window={window}
            now={moment}
            view={view}
            show={show}
            reload={reload}
            mayWrite={(schedule) => runsTeam(viewer, schedule.team)}
          />
        </>
      )}
    </>
  );
}
