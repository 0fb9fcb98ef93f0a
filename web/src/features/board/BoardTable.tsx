import { useMediaQuery } from "@mantine/hooks";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { memo, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Link } from "react-router";

import { Hidden } from "@/components/Hidden";
import { PersonName } from "@/components/PersonName";
import { Severity } from "@/components/Severity";
import { NextSlaClock } from "@/components/SlaClock";
import { Status } from "@/components/Status";
import { Age } from "@/components/Time";
import classes from "./BoardTable.module.css";
import { Choose } from "./Choose";
import type { BoardIncidentFragment } from "./gql";
import { Excerpts, type Highlight, MarkedTitle } from "./highlights";
import { Marks } from "./Marks";
import { NewAbove } from "./NewAbove";
import { type Selection, useIsChosen, useShown } from "./selection";
import { UnreadMark } from "./UnreadMark";
import { useAnchor } from "./useAnchor";
import { useActive } from "./virtual";
import { incidentPath } from "@/lib/places";
import { now } from "@/lib/time/clock";

const COLUMNS = ["Select", "Severity", "Incident", "Title", "Status", "SLA", "Service", "Assignee", "Age"];
const SAID_ONLY = ["Select", "Severity"]; // their columns have no room for a heading
const FRESH = 15_000;
const HEADER = 44; // --siems-header, below which everything scrolls
const HEAD = 30;
const ROW = 38;
const ROW_ON_A_PHONE = 68;
const AHEAD = 8;
const NONE: readonly Highlight[] = [];
const NARROW = "(max-width: 48em)";

interface Props {
  incidents: readonly BoardIncidentFragment[];
  /** How many there are, also those that have not been read. */
  total: number | null;
  selection: Selection;
  /** Where the words stand that were searched for, by the incidents' ids. */
  highlights?: ReadonlyMap<string, readonly Highlight[]>;
}

/* eslint-disable jsx-a11y/no-interactive-element-to-noninteractive-role -- the style sheet takes from the cells what they are */
/** Incidents, one a row; the whole row is the link. Only those near to what one sees are in the page. */
export function BoardTable({ incidents, total, selection, highlights }: Props) {
  const body = useRef<HTMLTableSectionElement>(null);
  const active = useActive(incidents, body);
  useShown(selection, "table", incidents);
  const { virtualizer, above, listTop, isMeasured } = useTableScroll(incidents, body, active.extract);
  return (
    <div
      className={classes.list}
      style={{ "--list-top": `${listTop}px` } as React.CSSProperties}
      data-searched={highlights !== undefined || undefined}
    >
      <NewAbove count={above} show={() => window.scrollTo({ top: 0, behavior: "smooth" })} />
      <table
        role="table"
        className={classes.table}
        aria-label="Incidents"
        aria-rowcount={(total ?? incidents.length) + 1}
      >
        <thead className={classes.head}>
          <tr role="row" aria-rowindex={1}>
            {COLUMNS.map((column) => (
              <th key={column} role="columnheader" scope="col" data-column={column}>
                {SAID_ONLY.includes(column) ? <Hidden>{column}</Hidden> : column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody
          ref={body}

          className={classes.body}
          data-scrolling={virtualizer.isScrolling || undefined}
          style={{ height: virtualizer.getTotalSize() }}
          onFocus={active.onFocus}
        >
          {virtualizer.getVirtualItems().map(({ index, start }) => {
            const incident = incidents[index];
            return (
              incident && (
                <Row
                  key={incident.id}
                  incident={incident}
                  index={index}
                  start={start - virtualizer.options.scrollMargin}
                  measure={isMeasured || highlights ? virtualizer.measureElement : undefined}
                  selection={selection}
                  highlights={highlights?.get(incident.id)}
                />
              )
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function useTableScroll(
  incidents: readonly BoardIncidentFragment[],
  body: React.RefObject<HTMLElement | null>,
  extract: ReturnType<typeof useActive>["extract"],
) {
  const isNarrow = useMediaQuery(NARROW, undefined, { getInitialValueInEffect: false });
  const margin = useTopOf(body);
  const virtualizer = useWindowVirtualizer({
    count: incidents.length,
    estimateSize: () => (isNarrow ? ROW_ON_A_PHONE : ROW),
    getItemKey: useCallback((index: number) => incidents[index]?.id ?? index, [incidents]), // another measures anew
    overscan: AHEAD,
    scrollMargin: margin,
    rangeExtractor: extract,
  });
  const ids = useMemo(() => incidents.map(({ id }) => id), [incidents]);
  const offset = virtualizer.scrollOffset ?? 0;
  const above = useAnchor({
    ids,
    startOf: (index) => virtualizer.measurementsCache[index]?.start ?? 0,
    atTop: offset < ROW,
    firstSeen: virtualizer.range?.startIndex ?? 0,
    scrollBy: (pixels) => window.scrollBy(0, pixels),
  });
  return { virtualizer, above, listTop: isNarrow ? HEADER : margin - HEAD, isMeasured: isNarrow };
}

/** How far from the top of the page something begins; what is above it may grow. */
function useTopOf(element: React.RefObject<HTMLElement | null>): number {
  const [top, setTop] = useState(0);
  useEffect(() => {
    const measure = () => {
      if (element.current) setTop(Math.round(element.current.getBoundingClientRect().top + window.scrollY));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [element]);
  return top;
}

interface RowProps {
  incident: BoardIncidentFragment;
  index: number;
  /** Where it begins, from the top of the list. */
  start: number;
  /** Without it rows are as high as ROW says. */
  measure: ((row: HTMLElement | null) => void) | undefined;
  selection: Selection;
  highlights: readonly Highlight[] | undefined;
}

const Row = memo(function Row({ incident, index, start, measure, selection, highlights = NONE }: RowProps) {
  const { id, key, title, severity, status, service, assignee, createdAt, sla } = incident;
  const [isFresh] = useState(() => now() - Date.parse(createdAt) < FRESH);
  const isChosen = useIsChosen(selection, id);
  return (
    <tr
      ref={measure}
      role="row"
      style={{ top: start }}
      className={classes.row}
      data-id={id}
      data-index={index}
      data-fresh={isFresh || undefined}
      data-chosen={isChosen || undefined}
      aria-rowindex={index + 2}
    >
      <td role="cell" data-column="Select">
        <Choose incident={incident} selection={selection} />
      </td>
      <td role="cell" data-column="Severity">
        <Severity severity={severity} compact />
      </td>
      <td role="cell" data-column="Incident">
        {key}
      </td>
      <td role="cell" data-column="Title">
        <UnreadMark incident={incident} />
        <Link to={incidentPath(key)} data-row className={classes.link}>
          <MarkedTitle title={title} highlights={highlights} />
        </Link>
        <span className={classes.marks}>
          <Marks incident={incident} />
        </span>
        <Excerpts highlights={highlights} />
      </td>
      <td role="cell" data-column="Status">
        <Status status={status} />
      </td>
      <td role="cell" data-column="SLA">
        {isUnresolved(status) && <NextSlaClock sla={sla} />}
      </td>
      <td role="cell" data-column="Service">
        {service?.name}
      </td>
      <td role="cell" data-column="Assignee">
        <PersonName person={assignee} />
      </td>
      <td role="cell" data-column="Age">
        <Age since={createdAt} />
      </td>
    </tr>
  );
});

function isUnresolved(status: BoardIncidentFragment["status"]): boolean {
  return status !== "RESOLVED" && status !== "CLOSED";
}
