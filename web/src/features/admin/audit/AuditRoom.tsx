import { Button } from "@mantine/core";
import { SearchX } from "lucide-react";

import { Notice } from "@/components/Notice";
import { LinesSkeleton } from "@/components/PageSkeleton";
import { RelayList } from "@/components/RelayList";
import { useConnection } from "@/lib/graphql/useConnection";
import { useUrlState } from "@/lib/routing/urlState";

import { AdminTrailDocument, type AdminTrailQuery } from "../gql";
import { Room } from "../room/Room";
import classes from "./AuditRoom.module.css";
import { Entry } from "./Entry";
import { ANYTHING, filterFor, QUESTION } from "./question";
import { TrailFilters } from "./TrailFilters";
import { Verification } from "./Verification";

/** Entries have no id of their own: they are told apart by their chain and their place in it. */
const TRAIL = {
  document: AdminTrailDocument,
  connection: ({ auditTrail }: AdminTrailQuery) =>
    auditTrail && {
      ...auditTrail,
      edges: auditTrail.edges.map(({ node }) => ({ node: { ...node, id: `${node.subjectId}/${node.sequence}` } })),
    },
};

/** Who did what in the organization, newest first, and the proof that nobody has changed it since. */
export function Component() {
  const [question, ask] = useUrlState(QUESTION);
  const list = useConnection(TRAIL, { filter: filterFor(question) });
  return (
    <Room
      title="Audit trail"
      tools={
        <>
          <Button size="xs" variant="default" onClick={list.reload}>
            Read again
          </Button>
          <Verification ask={ask} />
        </>
      }
      bar={<TrailFilters question={question} ask={ask} />}
      reload={list.reload}
      editor={() => null}
    >
      <RelayList list={list} skeleton={<LinesSkeleton />} empty={<Nothing reset={() => ask(ANYTHING)} />}>
        {(entries) => (
          <ul className={classes.trail}>
            {entries.map((entry) => (
              <Entry key={entry.id} entry={entry} ask={ask} />
            ))}
          </ul>
        )}
      </RelayList>
    </Room>
  );
}

function Nothing({ reset }: { reset: () => void }) {
  return (
    <Notice
      icon={SearchX}
      title="No entry is like that"
      action={
        <Button variant="default" onClick={reset}>
          Show all
        </Button>
      }
    />
  );
}
