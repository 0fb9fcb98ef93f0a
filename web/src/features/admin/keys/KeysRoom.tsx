import { KeyRound } from "lucide-react";
import { useQuery } from "urql";

import { Notice } from "@/components/Notice";
import { Age, Time } from "@/components/Time";
import { now } from "@/lib/time/clock";

import { type AdminKeyFragment, AdminKeysDocument } from "../gql";
import { ListRoom } from "../room/ListRoom";
import type { Column } from "../room/RoomTable";
import { KeyDetails } from "./KeyDetails";
import { NewKey } from "./NewKey";
import { standingOf } from "./standing";

const COLUMNS: readonly Column<AdminKeyFragment>[] = [
  { label: "Begins with", show: ({ prefix }) => <code>{prefix}…</code>, width: "180px" },
  {
    label: "Services",
    show: ({ services }) => (services.length === 0 ? "Every one" : services.map(({ name }) => name).join(", ")),
    spare: true,
  },
  { label: "Given out by", show: ({ createdBy }) => createdBy?.name ?? "", spare: true },
  {
    label: "Last used",
    show: ({ lastUsedAt }) => (lastUsedAt === null ? "never" : <Age since={lastUsedAt} />),
    width: "90px",
  },
  {
    label: "Expires",
    show: ({ expiresAt }) => (expiresAt === null ? "never" : <Time at={expiresAt} />),
    width: "190px",
    spare: true,
  },
  { label: "State", show: (key) => standingOf(key, now()), width: "96px" },
];

/** What machines report incidents with. */
export function Component() {
  const [keys, ask] = useQuery({ query: AdminKeysDocument, requestPolicy: "cache-and-network" });
  return (
    <ListRoom
      title="API keys"
      what="key"
      result={keys}
      things={keys.data?.apiKeys}
      reload={() => ask({ requestPolicy: "network-only" })}
      columns={COLUMNS}
      pale={(key) => standingOf(key, now()) !== "Works"}
      empty={
        <Notice icon={KeyRound} title="No machine reports yet">
          With a key a monitoring system reports incidents, and resolves them when they are over.
        </Notice>
      }
      editor={(key) => (key === null ? <NewKey /> : <KeyDetails apiKey={key} />)}
    />
  );
}
