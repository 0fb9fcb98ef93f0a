import { Webhook } from "lucide-react";
import { useQuery } from "urql";

import { Notice } from "@/components/Notice";

import { spelt } from "../audit/question";
import { type AdminWebhookFragment, AdminWebhooksDocument } from "../gql";
import { ListRoom } from "../room/ListRoom";
import type { Column } from "../room/RoomTable";
import { saidActions } from "./actions";
import { WebhookEditor } from "./WebhookEditor";

const COLUMNS: readonly Column<AdminWebhookFragment>[] = [
  { label: "Called at", show: ({ hint }) => <code>{hint}</code> },
  { label: "Told of", show: ({ actions }) => saidActions(actions, spelt), width: "20%" },
  {
    label: "Restricted",
    show: ({ restricted }) => (restricted ? "Told too" : "Kept from it"),
    width: "120px",
    spare: true,
  },
  { label: "State", show: ({ enabled }) => (enabled ? "Enabled" : "Disabled"), width: "100px" },
];

/** Machines that are told of what happens. */
export function Component() {
  const [result, ask] = useQuery({ query: AdminWebhooksDocument, requestPolicy: "cache-and-network" });
  return (
    <ListRoom
      title="Webhooks"
      what="webhook"
      result={result}
      things={result.data?.webhooks}
      reload={() => ask({ requestPolicy: "network-only" })}
      columns={COLUMNS}
      nameWidth="22%"
      pale={({ enabled }) => !enabled}
      empty={
        <Notice icon={Webhook} title="No machine is told yet">
          A webhook is called when something happens to an incident: signed, and again until it is taken.
        </Notice>
      }
      editor={(webhook) => <WebhookEditor key={webhook?.id} webhook={webhook} />}
    />
  );
}
