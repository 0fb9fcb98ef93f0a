import { FileDown } from "lucide-react";
import { useClient } from "urql";

import { IncidentFileDocument, type IncidentExportFormat } from "../gql";
import { useActions } from "@/lib/actions/context";
import { sentenceFor } from "@/lib/graphql/errors";
import { useShortcuts } from "@/lib/keyboard/context";
import { sayFailed } from "@/lib/toasts";

export interface ExportOffer {
  readonly format: IncidentExportFormat;
  readonly label: string;
  readonly keys: string;
  readonly run: () => void;
}

/** Downloads an incident as a file: for people, or with a log that anybody can check. */
export function useExport(id: string, group: string): readonly ExportOffer[] {
  const client = useClient();
  const download = async (format: IncidentExportFormat) => {
    const answer = await client.query(IncidentFileDocument, { id, format }, { requestPolicy: "network-only" });
    const file = answer.data?.incidentExport;
    if (file) save(file);
    else sayFailed(answer.error ? sentenceFor(answer.error) : "There is nothing to export.");
  };
  const offers = (
    [
      { format: "MARKDOWN", label: "Export as Markdown", keys: "d m" },
      { format: "JSON", label: "Export as JSON", keys: "d j" },
    ] as const
  ).map((offer) => ({ ...offer, run: () => void download(offer.format) }));
  useShortcuts(offers.map(({ keys, label, run }) => ({ keys, label, group, run })));
  useActions(
    offers.map(({ format, ...offer }) => ({ ...offer, group, id: `incident-export-${format}`, icon: FileDown })),
  );
  return offers;
}

/** Hands a file to the browser, which saves it. */
function save({ fileName, contentType, content }: { fileName: string; contentType: string; content: string }): void {
  const address = URL.createObjectURL(new Blob([content], { type: contentType }));
  const link = Object.assign(document.createElement("a"), { href: address, download: fileName });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
