import { KeyRound } from "lucide-react";
import { useQuery } from "urql";

import { Notice } from "@/components/Notice";
import { Age, Time } from "@/components/Time";
import { now } from "@/lib/time/clock";

import { type AdminKeyFragment, AdminKeysDocument } from "../gql";
import { Found } from "../room/Found";
import { counted, Room } from "../room/Room";
import { type Column, RoomTable } from "../room/RoomTable";
import { KeyDetails } from "./KeyDetails";
import { NewKey } from "./NewKey";
import { standingOf } from "./standing";

const COLUMNS: readonly Column<AdminKeyFragment>[] = [
  { label: "Begins with", show: ({ prefix }) => <code>{prefix}…</code>, width: "180px" },
  { label: "Given out by", show: ({ createdBy }) => createdBy?.name ?? "", spare: true },
  {
    label: "Last used",
    show: ({ lastUsedAt }) => (lastUsedAt === null ? "never" : <Age since={lastUsedAt} />),
    width: "90px",
  },
  {
    label: "Expires",
    show: ({ expiresAt }) => (expiresAt === null ? "never" : <Time at={expiresAt} />),
    width: "130px",
    spare: true,
  },
  { label: "State", show: (key) => standingOf(key, now()), width: "96px" },
];

/** What machines report incidents with. */
export function Component() {
  const [keys, ask] = useQuery({ query: AdminKeysDocument, requestPolicy: "cache-and-network" });
  const all = keys.data?.apiKeys;
  const reload = () => ask({ requestPolicy: "network-only" });
  return (
    <Room
      title="API keys"
      count={counted(all?.length, "key")}
      create="New key"
      reload={reload}
      editor={(id) => (
        <Found things={all} id={id} what="key">
          {(key) => (key === null ? <NewKey /> : <KeyDetails apiKey={key} />)}
        </Found>
      )}
    >
      <Found.List
        result={keys}
        things={all}
        reload={reload}
        empty={
          <Notice icon={KeyRound} title="No machine reports yet">
            With a key a monitoring system reports incidents, and resolves them when they are over.
          </Notice>
        }
      >
        {(rows) => (
          <RoomTable
            rows={rows}
            name={{ label: "Name", show: ({ name }) => name }}
            columns={COLUMNS}
            pale={(key) => standingOf(key, now()) !== "Works"}
          />
        )}
      </Found.List>
    </Room>
  );
}
