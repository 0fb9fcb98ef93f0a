import { useEffect, useEffectEvent, useState } from "react";
import { useQuery } from "urql";

import { Problem } from "@/components/Notice";
import { LinesSkeleton } from "@/components/PageSkeleton";
import { Initials, type Person } from "@/components/PersonName";
import { sentenceFor } from "@/lib/graphql/errors";
import { useLiveEvents } from "@/lib/live/context";
import { Soon } from "@/lib/live/soon";
import { incidentsPath } from "@/lib/places";
import { useViewer } from "@/lib/session/context";
import { runsIncidents } from "@/lib/session/roles";

import { TeamEngineerWorkloadsDocument, TeamTeamWorkloadsDocument } from "../gql";
import { dayNamed, spelledDay } from "../moments";
import { WorkloadTable } from "./WorkloadTable";
import classes from "./Workloads.module.css";

/** How much everybody has to carry; an engineer sees their own. */
export function Workloads({ teamId }: { teamId: string | null }) {
  const { role } = useViewer();
  const all = runsIncidents(role);
  const [teams, askTeams] = useQuery({
    query: TeamTeamWorkloadsDocument,
    pause: !all,
    requestPolicy: "cache-and-network",
  });
  const [engineers, askEngineers] = useQuery({
    query: TeamEngineerWorkloadsDocument,
    variables: { teamId: all ? teamId : null },
    requestPolicy: "cache-and-network",
  });
  const reload = () => {
    if (all) askTeams({ requestPolicy: "network-only" });
    askEngineers({ requestPolicy: "network-only" });
  };
  useSoonAfterEvents(reload);
  const error = teams.error ?? engineers.error;
  const byTeam = teams.data?.teamWorkloads?.filter(({ team }) => teamId === null || team?.id === teamId) ?? [];
  const people = engineers.data?.engineerWorkloads?.edges.map(({ node }) => node) ?? [];
  return (
    <>
      {error !== undefined && <Problem message={sentenceFor(error)} retry={reload} />}
      {engineers.data === undefined && engineers.error === undefined && <LinesSkeleton />}
      <p className={classes.about}>
        The load weighs what is not resolved: 1 for each that is low, 2 for medium, 4 for high, 8 for critical. Pages
        are those of the last 7 days; at night is from 22:00 to 07:00 where they live.
      </p>
      {all && byTeam.length > 0 && (
        <WorkloadTable
          title="By team"
          rows={byTeam.flatMap(({ team, workload }) =>
            team === null ? [] : [{ id: team.id, name: team.name, workload, path: incidentsPath({ team: team.id }) }],
          )}
        />
      )}
      {people.length > 0 && (
        <WorkloadTable
          title={all ? "By engineer" : "Yours"}
          rows={people.map(({ user, workload }) => ({
            ...{ id: user.id, name: user.name, workload, path: incidentsPath({ assignee: user.id }) },
            mark: <Initials person={user} size={22} />,
            note: noteOn(user),
          }))}
        />
      )}
    </>
  );
}

function noteOn(user: Person & { availability: { available: boolean; absentUntil: string | null } | null }): string {
  const { availability } = user;
  if (availability === null || availability.available) return "";
  if (availability.absentUntil === null) return "takes nothing new";
  return `away until ${dayNamed(spelledDay(new Date(Date.parse(availability.absentUntil) - 1)))}`;
}

function useSoonAfterEvents(work: () => void): void {
  const run = useEffectEvent(work);
  const [soon] = useState(() => new Soon());
  useEffect(() => soon.begin(() => run()), [soon]);
  useLiveEvents({ onEvent: () => soon.run(), onGap: () => soon.run() });
}
