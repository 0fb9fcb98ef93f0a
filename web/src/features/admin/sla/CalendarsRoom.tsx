import { CalendarClock } from "lucide-react";
import { useQuery } from "urql";

import { Notice } from "@/components/Notice";

import { type AdminCalendarFragment, AdminCalendarsDocument, type Weekday } from "../gql";
import { ListRoom } from "../room/ListRoom";
import type { Column } from "../room/RoomTable";
import { CalendarEditor } from "./CalendarEditor";

const WEEK: readonly Weekday[] = [
  ...(["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"] as const),
];
const COLUMNS: readonly Column<AdminCalendarFragment>[] = [
  { label: "Time zone", show: ({ timeZone }) => timeZone, width: "20%" },
  { label: "Hours", show: ({ hours }) => hours.map(saidWindow).join("; ") },
  { label: "Holidays", show: ({ holidays }) => (holidays.length === 0 ? "none" : holidays.length), width: "90px" },
];

/** Hours in a line: "Mon–Fri 09:00–17:00". Days that do not follow each other are named one by one. */
function saidWindow({ weekdays, startsAt, endsAt }: AdminCalendarFragment["hours"][number]): string {
  const names = weekdays.map((weekday) => weekday.charAt(0) + weekday.slice(1, 3).toLowerCase());
  const places = weekdays.map((weekday) => WEEK.indexOf(weekday));
  const first = places[0] ?? 0;
  const inARow = names.length > 2 && places.every((place, each) => place === first + each);
  return `${inARow ? `${names[0] ?? ""}–${names.at(-1) ?? ""}` : names.join(", ")} ${startsAt}–${endsAt}`;
}

/** The hours that promises count on. */
export function CalendarsRoom({ tabs }: { tabs: React.ReactNode }) {
  const [result, ask] = useQuery({ query: AdminCalendarsDocument, requestPolicy: "cache-and-network" });
  return (
    <ListRoom
      title="Service levels"
      what="calendar"
      result={result}
      things={result.data?.businessCalendars}
      reload={() => ask({ requestPolicy: "network-only" })}
      columns={COLUMNS}
      bar={tabs}
      empty={
        <Notice icon={CalendarClock} title="All hours count">
          With a calendar a promise counts office hours only.
        </Notice>
      }
      editor={(calendar) => <CalendarEditor key={calendar?.id} calendar={calendar} />}
    />
  );
}
