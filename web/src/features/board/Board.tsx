import { Suspense, useDeferredValue, useEffect, useRef, useState } from "react";

import { Page } from "@/components/Page";
import { LinesSkeleton } from "@/components/PageSkeleton";
import { RelayList } from "@/components/RelayList";
import { BoardFilters } from "./BoardFilters";
import { BoardTable } from "./BoardTable";
import { chooseFocused } from "./Choose";
import { Empty } from "./Empty";
import type { BoardIncidentFragment } from "./gql";
import type { Highlight } from "./highlights";
import { ANYTHING, filterFor, isUsual, type Question, QUESTION } from "./question";
import { Selection } from "./selection";
import { Tally } from "./Tally";
import { useFound } from "./useFound";
import { useRows } from "./useRows";
import type { List } from "@/lib/graphql/useConnection";
import { useShortcuts } from "@/lib/keyboard/context";
import { useRowKeys } from "@/lib/keyboard/useRowKeys";
import { lazily } from "@/lib/lazily";
import { useLiveEvents } from "@/lib/live/context";
import { useUrlState } from "@/lib/routing/urlState";
import { useStore } from "@/lib/store";

const BoardColumns = lazily(() => import("./BoardColumns"));
const BulkBar = lazily(() => import("./BulkBar"));

/** Incidents that are live, as a table or as a board: two views of one question, which stands in the address. */
export function Board() {
  const [question, ask] = useUrlState(QUESTION);
  const selection = useSelection(question);
  const props = {
    question,
    selection,
    bar: <BoardFilters question={question} ask={ask} />,
    reset: () => ask(ANYTHING),
  };
  return (
    <>
      <Shown {...props} />
      <Bulk selection={selection} />
    </>
  );
}

interface Props {
  question: Question;
  selection: Selection;
  bar: React.ReactNode;
  reset: () => void;
}

function Shown(props: Props) {
  const { question, selection, bar } = props;
  if (question.view === "board") {
    return (
      <Page title="Incidents" bar={bar}>
        <Suspense fallback={<LinesSkeleton />}>
          <BoardColumns question={question} selection={selection} />
        </Suspense>
      </Page>
    );
  }
  return question.text.trim() === "" ? <AllOfThem {...props} /> : <Found {...props} />;
}

function AllOfThem(props: Props) {
  return <Table {...props} list={useRows(props.question)} />;
}

/** What holds the words that are asked for, the best first. */
function Found(props: Props) {
  return <Table {...props} {...useFound(props.question)} />;
}

interface TableProps extends Props {
  list: List<BoardIncidentFragment>;
  highlights?: ReadonlyMap<string, readonly Highlight[]>;
}

function Table({ question, selection, bar, reset, list: latest, highlights }: TableProps) {
  const deferred = useDeferredValue(latest);
  const list = deferred.loading ? deferred : latest; // the first rows in small pieces of time
  const table = useRef<HTMLDivElement>(null);
  useRowKeys(table, "Incidents");
  return (
    <Page title="Incidents" tools={<Tally total={list.totalCount} incidents={list.nodes} />} bar={bar}>
      <div ref={table}>
        <RelayList
          list={list}
          skeleton={<LinesSkeleton />}
          empty={list.stale ? <LinesSkeleton /> : <Empty usual={isUsual(question)} reset={reset} />}
        >
          {(incidents) => (
            <BoardTable
              incidents={incidents}
              total={list.totalCount}
              selection={selection}
              {...(highlights && { highlights })}
            />
          )}
        </RelayList>
      </div>
    </Page>
  );
}

/** What is chosen among the incidents that are asked for; another question begins with nothing. */
function useSelection(question: Question): Selection {
  const [selection] = useState(() => new Selection());
  const asked = JSON.stringify(filterFor(question));
  useEffect(() => () => selection.clear(), [selection, asked]);
  useLiveEvents({ onEvent: (event) => selection.hear(event) });
  const group = "Incidents";
  useShortcuts([
    { keys: "x", label: "Select", group, run: () => chooseFocused(false) },
    { keys: "X", label: "Select all from the last one to this one", group, run: () => chooseFocused(true) },
    { keys: "Escape", label: "Select nothing", group, run: () => selection.clear() },
  ]);
  return selection;
}

function Bulk({ selection }: { selection: Selection }) {
  if (!useStore(selection.used)) return null;
  return (
    <Suspense fallback={null}>
      <BulkBar selection={selection} />
    </Suspense>
  );
}
