import { Button, Text } from "@mantine/core";
import { CircleCheckBig, SearchX } from "lucide-react";
import { useRef } from "react";

import { Notice } from "@/components/Notice";
import { Page } from "@/components/Page";
import { LinesSkeleton } from "@/components/PageSkeleton";
import { RelayList } from "@/components/RelayList";
import { BoardColumns } from "./BoardColumns";
import { BoardFilters } from "./BoardFilters";
import { BoardTable } from "./BoardTable";
import { ANYTHING, isUsual, type Question, QUESTION } from "./question";
import { useRows } from "./useRows";
import { useRowKeys } from "@/lib/keyboard/useRowKeys";
import { useUrlState } from "@/lib/routing/urlState";

/** Incidents that are live, as a table or as a board: two views of one question, which stands in the address. */
export function Board() {
  const [question, ask] = useUrlState(QUESTION);
  const bar = <BoardFilters question={question} ask={ask} />;
  if (question.view === "board") {
    return (
      <Page title="Incidents" bar={bar}>
        <BoardColumns question={question} />
      </Page>
    );
  }
  return <TablePage question={question} bar={bar} reset={() => ask(ANYTHING)} />;
}

function TablePage({ question, bar, reset }: { question: Question; bar: React.ReactNode; reset: () => void }) {
  const list = useRows(question);
  const table = useRef<HTMLDivElement>(null);
  useRowKeys(table, "Incidents");
  return (
    <Page title="Incidents" tools={<Count total={list.totalCount} />} bar={bar}>
      <div ref={table}>
        <RelayList
          list={list}
          skeleton={<LinesSkeleton />}
          empty={list.stale ? <LinesSkeleton /> : <Empty usual={isUsual(question)} reset={reset} />}
        >
          {(incidents) => <BoardTable incidents={incidents} total={list.totalCount} />}
        </RelayList>
      </div>
    </Page>
  );
}

function Count({ total }: { total: number | null }) {
  return (
    <Text component="span" c="dimmed" size="sm" role="status">
      {total === null ? "" : `${total} ${total === 1 ? "incident" : "incidents"}`}
    </Text>
  );
}

function Empty({ usual, reset }: { usual: boolean; reset: () => void }) {
  if (usual) {
    return (
      <Notice icon={CircleCheckBig} title="Nothing is unresolved">
        What is reported appears here by itself.
      </Notice>
    );
  }
  return (
    <Notice
      icon={SearchX}
      title="No incident is like that"
      action={
        <Button variant="default" onClick={reset}>
          Show all
        </Button>
      }
    />
  );
}
