import { Notice } from "@/components/Notice";
import { Page } from "@/components/Page";
import { LinesSkeleton } from "@/components/PageSkeleton";
import { RelayList } from "@/components/RelayList";
import { CircleCheckBig } from "lucide-react";
import { useMemo, useRef } from "react";

import { BoardTable } from "./BoardTable";
import { USUAL } from "./question";
import { useRows } from "./useRows";
import { useRowKeys } from "@/lib/keyboard/useRowKeys";
import { useViewer } from "@/lib/session/context";

/** The incidents that are assigned to the viewer. */
export function Component() {
  const { id } = useViewer();
  const list = useRows(useMemo(() => ({ ...USUAL, assignee: id, sort: "severity", view: "table" }), [id]));
  const table = useRef<HTMLDivElement>(null);
  useRowKeys(table, "Incidents");
  const empty = (
    <Notice icon={CircleCheckBig} title="You have nothing in hand">
      What is assigned to you appears here by itself.
    </Notice>
  );
  return (
    <Page title="My work">
      <div ref={table}>
        <RelayList list={list} skeleton={<LinesSkeleton />} empty={empty}>
          {(incidents) => <BoardTable incidents={incidents} total={list.totalCount} />}
        </RelayList>
      </div>
    </Page>
  );
}
