import { BellRing, CircleCheckBig, CirclePlay, Hand, Inbox } from "lucide-react";
import { useMemo, useRef } from "react";
import { Link } from "react-router";
import { useQuery } from "urql";

import { Notice, Problem } from "@/components/Notice";
import { Page } from "@/components/Page";
import { LinesSkeleton } from "@/components/PageSkeleton";
import { Age } from "@/components/Time";
import { BoardMyselfDocument, BoardPagesDocument } from "../gql";
import { type Question, USUAL } from "../question";
import { useRows } from "../useRows";
import { asksFor, boardPath } from "../views";
import { Acknowledge, Claim, Finish, Start } from "./Acts";
import { claimable } from "./claimable";
import { LatelyResolved } from "./LatelyResolved";
import { MyDuty } from "./MyDuty";
import { MyLoad } from "./MyLoad";
import classes from "./MyWork.module.css";
import { openPages } from "./pages";
import { useAgain } from "./useAgain";
import { WorkGroup, WorkItem } from "./Work";
import { sentenceFor } from "@/lib/graphql/errors";
import { useRowKeys } from "@/lib/keyboard/useRowKeys";
import { useViewer } from "@/lib/session/context";

const IN_HAND: Omit<Question, "assignee"> = {
  ...USUAL,
  status: ["ASSIGNED", "IN_PROGRESS"],
  sort: "severity",
  view: "table",
};
const OPEN: Question = { ...USUAL, status: ["OPEN"], sort: "severity", view: "table" };
const TOLD = { first: 100 };
const SHOWN = 10;

/** What the viewer has to do, by what it needs now; when they are on call; how much it is. */
export function MyWork() {
  const page = useRef<HTMLDivElement>(null);
  useRowKeys(page, "My work");
  return (
    <Page title="My work">
      <div ref={page} className={classes.page}>
        <div className={classes.work}>
          <Pages />
          <InHand />
          <ToClaim />
        </div>
        <aside className={classes.side} aria-label="About me">
          <MyDuty />
          <MyLoad />
          <LatelyResolved />
        </aside>
      </div>
    </Page>
  );
}

/** The pages to the viewer that nobody has acknowledged. */
function Pages() {
  const [{ data, error }, ask] = useQuery({ query: BoardPagesDocument, variables: TOLD });
  useAgain(ask, ({ kind }) => kind === "ESCALATED" || kind === "ACKNOWLEDGED" || kind === "REASSIGNED");
  const pages = openPages(data?.notifications?.edges.map(({ node }) => node) ?? []);
  if (error && !data) return <Problem message={sentenceFor(error)} retry={ask} />;
  if (pages.length === 0) return null;
  return (
    <WorkGroup icon={BellRing} title="Acknowledge" count={pages.length} urgent>
      {pages.map(({ incident, escalation }) => (
        <WorkItem
          key={incident.id}
          incident={incident}
          why={
            <span>
              Escalated to you <Age since={escalation.firedAt} /> ago
              {escalation.ruleName !== null && ` by “${escalation.ruleName}”`}
            </span>
          }
          action={<Acknowledge incident={incident} escalationId={escalation.id} />}
        />
      ))}
    </WorkGroup>
  );
}

/** What is assigned to the viewer: to be started, and to be finished. */
function InHand() {
  const { id } = useViewer();
  const list = useRows(useMemo(() => ({ ...IN_HAND, assignee: id }), [id]));
  const toStart = list.nodes.filter(({ status }) => status === "ASSIGNED");
  const toFinish = list.nodes.filter(({ status }) => status === "IN_PROGRESS");
  if (list.loading) return <LinesSkeleton />;
  if (list.error !== null) return <Problem message={sentenceFor(list.error)} retry={list.reload} />;
  if (list.nodes.length === 0) {
    return (
      <Notice icon={CircleCheckBig} title="You have nothing in hand">
        What is assigned to you appears here by itself.
      </Notice>
    );
  }
  return (
    <>
      {toStart.length > 0 && (
        <WorkGroup icon={CirclePlay} title="Start" count={toStart.length}>
          {toStart.map((incident) => (
            <WorkItem key={incident.id} incident={incident} action={<Start incident={incident} />} />
          ))}
        </WorkGroup>
      )}
      {toFinish.length > 0 && (
        <WorkGroup icon={CircleCheckBig} title="Finish" count={toFinish.length}>
          {toFinish.map((incident) => (
            <WorkItem key={incident.id} incident={incident} action={<Finish incident={incident} />} />
          ))}
        </WorkGroup>
      )}
    </>
  );
}

/** What nobody has and the viewer could take: of their teams, or what they are skilled in. */
function ToClaim() {
  const [{ data }] = useQuery({ query: BoardMyselfDocument });
  const list = useRows(OPEN);
  const found = data ? claimable(list.nodes, data) : [];
  if (list.loading || found.length === 0) return null;
  return (
    <WorkGroup icon={Hand} title="Open for you to claim" count={found.length}>
      {found.slice(0, SHOWN).map(({ incident, why }) => (
        <WorkItem
          key={incident.id}
          incident={incident}
          why={<span>{why}</span>}
          action={<Claim incident={incident} />}
        />
      ))}
      <li className={classes.all}>
        <Inbox size={14} aria-hidden />
        <Link to={boardPath(asksFor({ status: ["OPEN"], sort: "severity" }))}>All that nobody has</Link>
      </li>
    </WorkGroup>
  );
}
