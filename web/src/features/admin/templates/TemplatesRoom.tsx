import { FileText } from "lucide-react";
import { useQuery } from "urql";

import { Notice } from "@/components/Notice";
import { Severity } from "@/components/Severity";

import { type AdminTemplateFragment, AdminTemplatesDocument } from "../gql";
import { ListRoom } from "../room/ListRoom";
import type { Column } from "../room/RoomTable";
import { TemplateEditor } from "./TemplateEditor";

const COLUMNS: readonly Column<AdminTemplateFragment>[] = [
  { label: "Title", show: ({ title }) => title },
  { label: "Severity", show: ({ severity }) => <Severity severity={severity} />, width: "110px" },
  { label: "Service", show: ({ service }) => service?.name ?? "", width: "16%", spare: true },
  {
    label: "Checklist",
    show: ({ checklist }) => (checklist.length === 1 ? "1 item" : `${checklist.length} items`),
    width: "90px",
    spare: true,
  },
  { label: "Version", show: ({ version }) => `v${version}`, width: "76px" },
];

/** What kinds of incidents are usually reported as. */
export function Component() {
  const [result, ask] = useQuery({ query: AdminTemplatesDocument, requestPolicy: "cache-and-network" });
  return (
    <ListRoom
      title="Templates"
      what="template"
      result={result}
      things={result.data?.incidentTemplates}
      reload={() => ask({ requestPolicy: "network-only" })}
      columns={COLUMNS}
      nameWidth="24%"
      wide
      empty={
        <Notice icon={FileText} title="There is no template yet">
          Whoever reports fills in a few values, and gets title, severity and a checklist.
        </Notice>
      }
      editor={(template) => <TemplateEditor key={template?.id} template={template} />}
    />
  );
}
