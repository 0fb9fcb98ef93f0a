import { Timer } from "lucide-react";
import { useQuery } from "urql";

import { Notice } from "@/components/Notice";
import { SEVERITY_LABELS } from "@/components/Severity";

import { AdminPoliciesDocument, type AdminPolicyFragment } from "../gql";
import { ListRoom } from "../room/ListRoom";
import type { Column } from "../room/RoomTable";
import { spell } from "../room/spell";
import { PolicyEditor } from "./PolicyEditor";

const COLUMNS: readonly Column<AdminPolicyFragment>[] = [
  {
    label: "Severity",
    show: ({ severities }) => severities.map((severity) => SEVERITY_LABELS[severity]).join(", ") || "Any",
    width: "16%",
  },
  { label: "Service", show: ({ services }) => services.map(({ name }) => name).join(", ") || "Any", spare: true },
  { label: "Respond", show: ({ respondMinutes }) => promised("respond", respondMinutes), width: "110px" },
  { label: "Resolve", show: ({ resolveMinutes }) => promised("resolve", resolveMinutes), width: "110px" },
  { label: "Hours", show: ({ calendar }) => calendar?.name ?? "All hours", width: "18%" },
];

function promised(what: string, minutes: number | null) {
  return minutes === null ? "" : <span title={`To ${what}`}>{spell(minutes)}</span>;
}

/** What is promised. */
export function PoliciesRoom({ tabs }: { tabs: React.ReactNode }) {
  const [result, ask] = useQuery({ query: AdminPoliciesDocument, requestPolicy: "cache-and-network" });
  return (
    <ListRoom
      title="Service levels"
      what="policy"
      many="policies"
      result={result}
      things={result.data?.slaPolicies}
      reload={() => ask({ requestPolicy: "network-only" })}
      columns={COLUMNS}
      bar={tabs}
      empty={
        <Notice icon={Timer} title="Nothing is promised yet">
          A policy says how fast work begins and how fast an incident is resolved.
        </Notice>
      }
      editor={(policy) => <PolicyEditor key={policy?.id} policy={policy} />}
    />
  );
}
