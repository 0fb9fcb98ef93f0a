import { Button, Text } from "@mantine/core";
import { CircleCheckBig, SearchX } from "lucide-react";
import { useRef } from "react";

import { Notice } from "@/components/Notice";
import { Page } from "@/components/Page";
import { LinesSkeleton } from "@/components/PageSkeleton";
import { RelayList } from "@/components/RelayList";
import { BoardFilters } from "./BoardFilters";
import { BoardTable } from "./BoardTable";
import { BoardIncidentsDocument, type BoardIncidentsQuery } from "./gql";
import { mustReadAgain } from "./membership";
import { ANYTHING, isUsual, QUESTION, variablesFor } from "./question";
import { useConnection } from "@/lib/graphql/useConnection";
import { useRowKeys } from "@/lib/keyboard/useRowKeys";
import { useLiveList } from "@/lib/live/useLiveList";
import { useUrlState } from "@/lib/routing/urlState";
import { useViewer } from "@/lib/session/context";

const INCIDENTS = { document: BoardIncidentsDocument, connection: (data: BoardIncidentsQuery) => data.incidents };

/** Incidents as a list that is live; with `mine` those of the viewer. */
export function Board({ title, mine = false }: { title: string; mine?: boolean }) {
  const [question, ask] = useUrlState(QUESTION);
  const viewer = useViewer();
  const list = useConnection(INCIDENTS, variablesFor(question, mine));
  const shown = new Set(list.nodes.map(({ id }) => id));
  const table = useRef<HTMLDivElement>(null);
  useRowKeys(table, "Incidents");
  useLiveList(list, (event) => mustReadAgain(event, { question, assigneeId: mine ? viewer.id : null, shown }));
  return (
    <Page title={title} tools={<Count total={list.totalCount} />} bar={<BoardFilters question={question} ask={ask} />}>
      <div ref={table}>
        <RelayList
          list={list}
          skeleton={<LinesSkeleton />}
          empty={<Empty mine={mine} usual={isUsual(question)} reset={() => ask(ANYTHING)} />}
        >
          {(incidents) => <BoardTable incidents={incidents} />}
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

function Empty({ mine, usual, reset }: { mine: boolean; usual: boolean; reset: () => void }) {
  if (usual) {
    return (
      <Notice icon={CircleCheckBig} title={mine ? "You have nothing in hand" : "Nothing is unresolved"}>
        What is reported or assigned appears here by itself.
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
