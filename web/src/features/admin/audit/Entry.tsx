import { Button, UnstyledButton } from "@mantine/core";
import { ChevronRight } from "lucide-react";
import { useState } from "react";

import { Time } from "@/components/Time";

import type { AdminTrailEntryFragment } from "../gql";
import { Facts } from "../room/Facts";
import { Diff } from "./Diff";
import classes from "./Entry.module.css";
import { KIND_LABELS, nameOf, spelt, type TrailQuestion } from "./question";

type Snapshot = Readonly<Record<string, unknown>>;

interface Props {
  entry: AdminTrailEntryFragment;
  ask: (change: Partial<TrailQuestion>) => void;
}

/** One entry of the trail in a line; opened, all that it holds. */
export function Entry({ entry, ask }: Props) {
  const [opened, setOpened] = useState(false);
  const { at, actorName, action, kind, subject, before, after } = entry;
  const fields = Object.keys({ ...(before as Snapshot), ...(after as Snapshot) });
  return (
    <li className={classes.entry}>
      <UnstyledButton className={classes.line} aria-expanded={opened} data-row onClick={() => setOpened(!opened)}>
        <ChevronRight size={14} aria-hidden className={classes.chevron} />
        <span className={classes.at}>
          <Time at={at} />
        </span>
        <span className={classes.actor}>{actorName}</span>
        <span className={classes.action}>{spelt(action)}</span>
        <span className={classes.subject}>
          <small>{KIND_LABELS[kind]}</small> {nameOf(subject) ?? nameIn(entry)}
        </span>
        <span className={classes.fields}>{fields.join(", ").replaceAll("_", " ")}</span>
      </UnstyledButton>
      {opened && <Details entry={entry} ask={ask} />}
    </li>
  );
}

function Details({ entry, ask }: Props) {
  const { before, after, reason, recordedAt, at, actor, requestId, sourceAddress, sequence, hash, subjectId } = entry;
  return (
    <div className={classes.details}>
      <Diff before={before as Snapshot} after={after as Snapshot} />
      <Facts
        facts={[
          ...(reason === null ? [] : [["Why", reason] as const]),
          ...(recordedAt === at ? [] : [["Written down", <Time key="recorded" at={recordedAt} />] as const]),
          ["From", [sourceAddress, requestId && `request ${requestId}`].filter(Boolean).join(", ") || "within SIEMS"],
          ["Entry", `${sequence} of its chain`],
          ["Hash", <code key="hash">{hash}</code>],
        ]}
      />
      <div className={classes.buttons}>
        <Button size="compact-xs" variant="default" onClick={() => ask({ subject: subjectId })}>
          Only about this
        </Button>
        {actor !== null && (
          <Button size="compact-xs" variant="default" onClick={() => ask({ actor: actor.id })}>
            Only by {actor.name}
          </Button>
        )}
      </div>
    </div>
  );
}

/** What is gone is called as the entry calls it. */
function nameIn({ before, after }: AdminTrailEntryFragment): string {
  const { name } = { ...(before as Snapshot), ...(after as Snapshot) };
  return typeof name === "string" ? name : "";
}
