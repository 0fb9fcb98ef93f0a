import { UsersRound } from "lucide-react";
import { useQuery } from "urql";

import { Notice } from "@/components/Notice";
import { PersonName } from "@/components/PersonName";

import { type AdminTeamFragment, AdminTeamsDocument } from "../gql";
import { ListRoom } from "../room/ListRoom";
import type { Column } from "../room/RoomTable";
import { TeamEditor } from "./TeamEditor";

const COLUMNS: readonly Column<AdminTeamFragment>[] = [
  { label: "Manager", show: ({ manager }) => <PersonName person={manager} nobody="No manager" />, width: "26%" },
  {
    label: "Members",
    show: ({ members }) => (members.length === 0 ? "Nobody yet" : members.map(({ name }) => name).join(", ")),
  },
];

/** Who works together. */
export function Component() {
  const [result, ask] = useQuery({ query: AdminTeamsDocument, requestPolicy: "cache-and-network" });
  return (
    <ListRoom
      title="Teams"
      what="team"
      result={result}
      things={result.data?.teams}
      reload={() => ask({ requestPolicy: "network-only" })}
      columns={COLUMNS}
      nameWidth="26%"
      empty={
        <Notice icon={UsersRound} title="There is no team yet">
          A team owns services, and somebody in it is on call.
        </Notice>
      }
      editor={(team) => <TeamEditor key={team?.id} team={team} />}
    />
  );
}
