import { Button, NativeSelect } from "@mantine/core";
import { SearchX } from "lucide-react";

import { ChoiceFilter } from "@/components/ChoiceFilter";
import { Notice } from "@/components/Notice";
import { LinesSkeleton } from "@/components/PageSkeleton";
import { PersonName } from "@/components/PersonName";
import { TeamPicker } from "@/components/pickers/Picker";
import { RelayList } from "@/components/RelayList";
import { Unpaged } from "@/components/Unpaged";
import { useConnection } from "@/lib/graphql/useConnection";
import { anyOf, oneOf, text, useUrlState } from "@/lib/routing/urlState";
import { ROLE_LABELS } from "@/lib/session/roles";

import { AdminPeopleDocument, type AdminPeopleQuery, type AdminPersonRowFragment } from "../gql";
import { NEW } from "../room/context";
import { Filters } from "../room/Filters";
import { Room } from "../room/Room";
import { type Column, RoomTable } from "../room/RoomTable";
import { SearchBox } from "../room/SearchBox";
import { NewPerson } from "./NewPerson";
import { PersonEditor } from "./PersonEditor";

const PEOPLE = { document: AdminPeopleDocument, connection: (data: AdminPeopleQuery) => data.users };
const ROLES = ["ADMIN", "MANAGER", "ENGINEER"] as const;
const ROLE_OPTIONS = ROLES.map((value) => ({ value, label: ROLE_LABELS[value] }));
const QUESTION = { text, role: anyOf(ROLES), office: oneOf(["active", "deactivated", "all"]), team: text };
const OFFICES = [
  { value: "active", label: "Active" },
  { value: "deactivated", label: "Deactivated" },
  { value: "all", label: "Active or not" },
];
const ACTIVE = { active: true, deactivated: false, all: null };

const COLUMNS: readonly Column<AdminPersonRowFragment>[] = [
  { label: "E-mail", show: ({ email }) => email ?? "none yet" },
  { label: "Role", show: ({ role }) => ROLE_LABELS[role], width: "120px" },
  { label: "Teams", show: ({ teams }) => teams.map(({ name }) => name).join(", "), spare: true },
  {
    label: "Pages",
    show: ({ active, reachable }) => (active && reachable === false ? <Unpaged /> : ""),
    width: "128px",
  },
  { label: "State", show: ({ active }) => (active ? "" : "Deactivated"), width: "110px" },
];

/** Who belongs to the organization. */
export function Component() {
  const [question, ask] = useUrlState(QUESTION);
  const list = useConnection(PEOPLE, {
    search: question.text.trim() || null,
    role: question.role.length > 0 ? [...question.role] : null,
    active: ACTIVE[question.office],
    teamId: question.team || null,
  });
  const bar = (
    <Filters label="Users">
      <SearchBox placeholder="Name or e-mail address" text={question.text} ask={(words) => ask({ text: words })} />
      <ChoiceFilter label="Role" options={ROLE_OPTIONS} chosen={question.role} choose={(role) => ask({ role })} />
      <NativeSelect
        size="xs"
        aria-label="In office"
        data={OFFICES}
        value={question.office}
        onChange={(event) => ask({ office: event.currentTarget.value as typeof question.office })}
      />
      <TeamPicker
        size="xs"
        aria-label="Team"
        placeholder="Any team"
        value={question.team || null}
        onChange={(team) => ask({ team: team ?? "" })}
      />
    </Filters>
  );
  return (
    <Room
      title="Users"
      create="New user"
      bar={bar}
      reload={list.reload}
      editor={(id) => (id === NEW ? <NewPerson /> : <PersonEditor key={id} id={id} />)}
    >
      <RelayList
        list={list}
        skeleton={<LinesSkeleton />}
        empty={<Nobody reset={() => ask({ text: "", role: [], office: "all", team: "" })} />}
      >
        {(people) => (
          <RoomTable
            rows={people}
            name={{ label: "Name", show: (person) => <PersonName person={person} /> }}
            columns={COLUMNS}
            pale={({ active }) => !active}
          />
        )}
      </RelayList>
    </Room>
  );
}

function Nobody({ reset }: { reset: () => void }) {
  return (
    <Notice
      icon={SearchX}
      title="Nobody is like that"
      action={
        <Button variant="default" onClick={reset}>
          Show everybody
        </Button>
      }
    />
  );
}
