import { Checkbox, Progress, Tooltip } from "@mantine/core";
import { useState } from "react";

import { type IncidentDetailsFragment, TickChecklistItemDocument } from "../gql";
import { mayTick } from "../actions/rules";
import classes from "./Checklist.module.css";
import { Time } from "@/components/Time";
import { Refusals } from "@/components/Refusals";
import { useSubmit } from "@/lib/graphql/useSubmit";
import { useViewer } from "@/lib/session/context";

interface Props {
  incident: IncidentDetailsFragment;
  done: () => void;
}

/** What is to be done one after the other. A tick is there at once, and gone again if it is refused. */
export function Checklist({ incident, done }: Props) {
  const viewer = useViewer();
  const { submit, refusals } = useSubmit(TickChecklistItemDocument, (data) => data.tickChecklistItem);
  const [expected, setExpected] = useState<ReadonlyMap<number, boolean>>(new Map());
  const items = incident.checklist.map((item) => ({
    ...item,
    ticked: expected.get(item.position) ?? item.tickedAt !== null,
  }));
  if (items.length === 0) return null;
  const verdict = mayTick({ incident, viewer });
  const why = typeof verdict === "object" ? verdict.no : null;
  const tick = async (position: number, ticked: boolean) => {
    if (expected.has(position)) return;
    setExpected((now) => new Map(now).set(position, ticked));
    const outcome = await submit({ input: { incidentId: incident.id, position, ticked } });
    setExpected((now) => new Map([...now].filter(([place]) => place !== position)));
    if (outcome.done) done();
  };
  const ready = items.filter(({ ticked }) => ticked).length;
  return (
    <section aria-label="Checklist" className={classes.checklist}>
      <div className={classes.head}>
        <h2>Checklist</h2>
        <span className={classes.count}>
          {ready} of {items.length}
        </span>
        <Progress
          className={classes.progress}
          size={4}
          value={(ready / items.length) * 100}
          aria-label="Progress of the checklist"
        />
      </div>
      <ol>
        {items.map(({ position, text, ticked, tickedAt, tickedBy }) => (
          <li key={position}>
            <Tooltip disabled={why === null} label={why} events={{ hover: true, focus: true, touch: true }}>
              <Checkbox
                size="sm"
                label={text}
                checked={ticked}
                aria-disabled={why !== null || undefined}
                onChange={(event) => {
                  if (why === null) void tick(position, event.currentTarget.checked);
                }}
              />
            </Tooltip>
            {tickedAt !== null && ticked && (
              <span className={classes.by}>
                {tickedBy?.name} <Time at={tickedAt} />
              </span>
            )}
          </li>
        ))}
      </ol>
      {why !== null && <p className={classes.why}>{why}</p>}
      <Refusals refusals={refusals} />
    </section>
  );
}
