import { Button, SegmentedControl } from "@mantine/core";
import { useLayoutEffect, useRef } from "react";

import type { IncidentEntryFragment } from "../gql";
import { Comment } from "./Comment";
import { byDay } from "./days";
import { Entry } from "./Entry";
import { EscalationEntry } from "./EscalationEntry";
import classes from "./Timeline.module.css";
import type { Escalations } from "./useEscalations";
import type { Log } from "./useLog";
import { valuesOf } from "./values";
import { whoDid } from "./words";
import { Problem } from "@/components/Notice";
import { LinesSkeleton } from "@/components/PageSkeleton";
import { sentenceFor } from "@/lib/graphql/errors";
import { useShortcuts } from "@/lib/keyboard/context";
import { oneOf, useUrlState } from "@/lib/routing/urlState";
import { now } from "@/lib/time/clock";

interface Props {
  group: string;
  log: Log;
  escalations: Escalations;
  /** Null unless the viewer may acknowledge what nobody has yet. */
  acknowledge: (() => void) | null;
  acknowledging: boolean;
  /** What is being sent: it stands at the end. */
  children?: React.ReactNode;
}

const SHOWN = ["everything", "comments"] as const;
const FIELDS = { show: oneOf(SHOWN) };

/** What happened to an incident, day by day, with what was written about it in between. It grows by itself. */
export function Timeline({ group, log, escalations, acknowledge, acknowledging, children }: Props) {
  const [{ show }, change] = useUrlState<{ show: (typeof SHOWN)[number] }>(FIELDS);
  const other = show === "everything" ? "comments" : "everything";
  useShortcuts([{ keys: "f", label: "Show comments only, or everything", group, run: () => change({ show: other }) }]);
  const entries = show === "comments" ? log.entries.filter(({ action }) => action === "COMMENTED") : log.entries;
  const shown = (entry: IncidentEntryFragment) => {
    if (entry.action === "COMMENTED") return <Written entry={entry} />;
    if (entry.action !== "ESCALATED") return <Entry entry={entry} />;
    const escalation = escalations.of(entry.after);
    const rings = escalation !== undefined && escalation.id === escalations.ringing?.id;
    return (
      <EscalationEntry
        entry={entry}
        escalation={escalation}
        acknowledge={rings ? acknowledge : null}
        pending={acknowledging}
      />
    );
  };
  return (
    <section aria-label="Timeline">
      <div className={classes.head}>
        <h2>Timeline</h2>
        <SegmentedControl
          size="xs"
          aria-label="What the timeline shows"
          data={[
            { value: "everything", label: "Everything" },
            { value: "comments", label: "Comments" },
          ]}
          value={show}
          onChange={(value) => change({ show: value })}
        />
      </div>
      {log.error !== null && <Problem message={sentenceFor(log.error)} retry={() => void log.catchUp()} />}
      {log.loading && <LinesSkeleton lines={5} />}
      <Earlier log={log} />
      {!log.loading && entries.length === 0 && log.error === null && (
        <p className={classes.nothing}>{show === "comments" ? "Nobody has written anything here yet." : "Nothing."}</p>
      )}
      {byDay(entries, now()).map(({ name, items }) => (
        <section key={`${name} ${items[0]?.sequence ?? 0}`} aria-label={name} className={classes.day}>
          <h3>{name}</h3>
          <ol>
            {items.map((entry) => (
              <li key={entry.sequence} data-comment={entry.action === "COMMENTED" || undefined}>
                {shown(entry)}
              </li>
            ))}
          </ol>
        </section>
      ))}
      {children}
    </section>
  );
}

/** A comment of the log. */
function Written({ entry }: { entry: IncidentEntryFragment }) {
  const { body } = valuesOf(entry.after);
  const author = { id: entry.actor?.id ?? entry.actorName, name: whoDid(entry) };
  return <Comment author={author} body={typeof body === "string" ? body : ""} at={entry.at} />;
}

/** The way to what was before. What one looks at stays where it is. */
function Earlier({ log }: { log: Log }) {
  const button = useRef<HTMLDivElement>(null);
  const distance = useRef<number | null>(null);
  const first = log.entries[0]?.sequence;
  useLayoutEffect(() => {
    if (distance.current === null) return;
    const grown = document.documentElement.scrollHeight - window.scrollY - distance.current;
    if (grown !== 0) window.scrollBy(0, grown);
    distance.current = null;
  }, [first]);
  if (!log.hasEarlier) return null;
  const show = () => {
    distance.current = document.documentElement.scrollHeight - window.scrollY;
    void log.showEarlier();
  };
  return (
    <div ref={button} className={classes.earlier}>
      <Button variant="default" size="compact-sm" loading={log.loadingEarlier} onClick={show}>
        Show earlier
      </Button>
    </div>
  );
}
