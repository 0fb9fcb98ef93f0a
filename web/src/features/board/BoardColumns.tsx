import { useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useEffectEvent, useMemo, useRef } from "react";

import { Problem } from "@/components/Notice";
import { LinesSkeleton } from "@/components/PageSkeleton";
import { STATUS_LABELS, StatusGlyph, STATUSES } from "@/components/Status";
import { BoardCard } from "./BoardCard";
import classes from "./BoardColumns.module.css";
import type { BoardIncidentFragment, IncidentStatus } from "./gql";
import { NewAbove } from "./NewAbove";
import type { Question } from "./question";
import { type Selection, useShown } from "./selection";
import { useAnchor } from "./useAnchor";
import { useColumnKeys } from "./useColumnKeys";
import { useRows } from "./useRows";
import { useActive } from "./virtual";
import { sentenceFor } from "@/lib/graphql/errors";
import type { List } from "@/lib/graphql/useConnection";

const CARD = 108;
const AHEAD = 6;
const NEAR_THE_END = 12;

interface Props {
  question: Question;
  selection: Selection;
}

/** Incidents as cards, a column for each status that is asked for. */
export default function BoardColumns({ question, selection }: Props) {
  const container = useRef<HTMLDivElement>(null);
  useColumnKeys(container);
  const statuses = question.status.length === 0 ? STATUSES : question.status;
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, also where no card can have the focus
    <div ref={container} className={classes.columns} role="group" aria-label="Columns" tabIndex={0}>
      {statuses.map((status) => (
        <Column key={status} status={status} question={question} selection={selection} />
      ))}
    </div>
  );
}

function Column({ status, question, selection }: Props & { status: IncidentStatus }) {
  const own = useMemo(() => ({ ...question, status: [status] }), [question, status]);
  const list = useRows(own);
  const label = STATUS_LABELS[status];
  useShown(selection, status, list.nodes);
  return (
    <section className={classes.column} aria-label={label} data-column aria-busy={list.loading || list.stale}>
      <h2 className={classes.head}>
        <StatusGlyph status={status} />
        {label}
        <span className={classes.count}>{list.totalCount ?? ""}</span>
      </h2>
      {list.error !== null && <Problem message={sentenceFor(list.error)} retry={list.reload} />}
      {list.loading ? <LinesSkeleton lines={5} /> : <Cards list={list} label={label} selection={selection} />}
    </section>
  );
}

interface CardsProps {
  list: List<BoardIncidentFragment>;
  label: string;
  selection: Selection;
}

function Cards({ list, label, selection }: CardsProps) {
  const { nodes, hasMore, totalCount } = list;
  const scroller = useRef<HTMLUListElement>(null);
  const active = useActive(nodes, scroller);
  // eslint-disable-next-line react-hooks/incompatible-library -- no compiler memoizes anything here
  const virtualizer = useVirtualizer({
    count: nodes.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => CARD,
    getItemKey: useCallback((index: number) => nodes[index]?.id ?? index, [nodes]), // another measures anew
    overscan: AHEAD,
    rangeExtractor: active.extract,
  });
  const above = useAnchor({
    ids: useMemo(() => nodes.map(({ id }) => id), [nodes]),
    startOf: (index) => virtualizer.measurementsCache[index]?.start ?? 0,
    atTop: (virtualizer.scrollOffset ?? 0) < CARD / 3,
    firstSeen: virtualizer.range?.startIndex ?? 0,
    scrollBy: (pixels) => scroller.current?.scrollBy(0, pixels),
  });
  useMoreNearTheEnd(list, virtualizer.range?.endIndex ?? 0);
  return (
    <>
      <NewAbove count={above} show={() => scroller.current?.scrollTo({ top: 0, behavior: "smooth" })} />
      {nodes.length === 0 && !hasMore && <p className={classes.nothing}>Nothing here</p>}
      {/* What scrolls has the focus, so that arrows scroll it where there is no card to be on. */}
      <ul ref={scroller} className={classes.cards} aria-label={label} tabIndex={-1} onFocus={active.onFocus}>
        <li aria-hidden className={classes.room} style={{ height: virtualizer.getTotalSize() }} />
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const incident = nodes[index];
          return (
            incident && (
              <BoardCard
                key={incident.id}
                incident={incident}
                index={index}
                start={start}
                of={totalCount}
                measure={virtualizer.measureElement}
                selection={selection}
              />
            )
          );
        })}
      </ul>
    </>
  );
}

/** Reads more of a list when what is seen comes near to the end of what was read. */
function useMoreNearTheEnd({ nodes, hasMore, error, loadingMore, loadMore }: List<unknown>, last: number): void {
  const isNear = hasMore && !loadingMore && error === null && last + NEAR_THE_END >= nodes.length;
  const load = useEffectEvent(loadMore);
  useEffect(() => {
    if (isNear) load();
  }, [isNear, nodes.length]);
}
