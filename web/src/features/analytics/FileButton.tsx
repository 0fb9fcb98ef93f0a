import { ActionIcon, Tooltip } from "@mantine/core";
import { Download } from "lucide-react";
import { useState } from "react";
import { useClient } from "urql";

import { sentenceFor } from "@/lib/graphql/errors";
import { sayDone } from "@/lib/toasts";

import { saveAs } from "./file";
import { AnalyticsFileDocument, type AnalyticsOverviewQueryVariables, type AnalyticsRows } from "./gql";

interface Props {
  /** What the rows are: for the name of the file. */
  what: string;
  rows: AnalyticsRows;
  variables: AnalyticsOverviewQueryVariables;
}

/** Gets figures as a file for spreadsheets, as SIEMS writes it. */
export function FileButton({ what, rows, variables }: Props) {
  const client = useClient();
  const [pending, setPending] = useState(false);
  const { since, until, timeZone, filter } = variables;
  const get = async () => {
    setPending(true);
    const asked = { since, until, timeZone, filter, rows };
    const { data, error } = await client.query(AnalyticsFileDocument, asked, { requestPolicy: "network-only" });
    setPending(false);
    const csv = data?.analytics?.csv ?? null;
    if (csv !== null) saveAs(`incidents-by-${what}-${since.slice(0, 10)}-${until.slice(0, 10)}.csv`, csv);
    else sayDone(error ? sentenceFor(error) : "There is no such file.");
  };
  return (
    <Tooltip label="Download as CSV">
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={`Download ${what} as CSV`}
        loading={pending}
        onClick={() => void get()}
      >
        <Download size={15} />
      </ActionIcon>
    </Tooltip>
  );
}
