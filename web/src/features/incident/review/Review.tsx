import { useQuery } from "urql";

import { type IncidentDetailsFragment, IncidentReviewDocument, type IncidentReviewQuery } from "../gql";
import { FieldChanges } from "../timeline/FieldChanges";
import classes from "./Review.module.css";
import { Problem } from "@/components/Notice";
import { LinesSkeleton } from "@/components/PageSkeleton";
import { Time } from "@/components/Time";
import { sentenceFor } from "@/lib/graphql/errors";
import { spanOf } from "@/lib/time/format";

type Figures = NonNullable<NonNullable<IncidentReviewQuery["incident"]>["review"]>;

const KEPT: Record<string, string> = { MET: "kept", BREACHED: "broken", ON_TRACK: "running", AT_RISK: "at risk" };

/** How it went, as SIEMS makes it from the log, once an incident is resolved. */
export function Review({ incident: { id } }: { incident: IncidentDetailsFragment }) {
  const [{ data, error }, ask] = useQuery({
    query: IncidentReviewDocument,
    variables: { id },
    requestPolicy: "network-only", // it is made anew each time
  });
  const review = data?.incident?.review ?? null;
  if (error !== undefined) return <Problem message={sentenceFor(error)} retry={() => ask()} />;
  if (data === undefined) return <LinesSkeleton lines={2} />;
  if (review === null) return null;
  return (
    <section aria-label="Review" className={classes.review}>
      <h2>Review</h2>
      <dl className={classes.figures}>
        {figuresOf(review).map(([name, value, tone]) => (
          <div key={name} data-tone={tone}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Paged paged={review.paged} />
      <Changes changes={review.changes} />
      <Sentences review={review} />
    </section>
  );
}

function figuresOf(review: Figures): readonly (readonly [string, string, string?])[] {
  const span = (seconds: number | null) => (seconds === null ? "never" : spanOf(seconds * 1_000));
  const { byRule, byHand } = review.escalations;
  const promise = (name: string, state: string | undefined) =>
    state === undefined
      ? []
      : [[name, KEPT[state] ?? state, state === "BREACHED" ? "bad" : state === "MET" ? "good" : undefined] as const];
  return [
    ["To acknowledge", span(review.secondsToAcknowledge)],
    ["To start", span(review.secondsToStart)],
    ["To resolve", span(review.secondsToResolve)],
    ["Escalated", byRule + byHand === 0 ? "never" : `${byRule} by rule, ${byHand} by hand`],
    ["Reopened", review.reopenings === 0 ? "never" : review.reopenings === 1 ? "once" : `${review.reopenings} times`],
    ...promise("Promise to respond", review.sla?.respond?.state),
    ...promise("Promise to resolve", review.sla?.resolve?.state),
  ];
}

function Paged({ paged }: Pick<Figures, "paged">) {
  if (paged.length === 0) return null;
  return (
    <details className={classes.more}>
      <summary>{paged.length === 1 ? "One page went out" : `${paged.length} pages went out`}</summary>
      <ul>
        {paged.map(({ sequence, at, name, ruleName, raisedByName, acknowledgedByName, acknowledgedAt }) => (
          <li key={`${sequence} ${name}`}>
            <strong>{name}</strong> <Time at={at} />, by {ruleName ?? raisedByName ?? "hand"}
            {acknowledgedAt !== null && `, acknowledged by ${acknowledgedByName ?? "somebody"}`}
          </li>
        ))}
      </ul>
    </details>
  );
}

function Changes({ changes }: Pick<Figures, "changes">) {
  if (changes.length === 0) return null;
  return (
    <details className={classes.more}>
      <summary>{changes.length === 1 ? "One edit" : `${changes.length} edits`}</summary>
      <ul>
        {changes.map((change) => (
          <li key={`${change.sequence} ${change.field}`}>
            <strong>{change.actorName}</strong> <Time at={change.at} />
            <FieldChanges changes={[change]} />
          </li>
        ))}
      </ul>
    </details>
  );
}

function Sentences({ review: { timeline, timelineTruncated, entryCount } }: { review: Figures }) {
  return (
    <details className={classes.more}>
      <summary>All of it in sentences</summary>
      <ol>
        {timeline.map(({ sequence, sinceReportSeconds, sentence }) => (
          <li key={sequence}>
            <span className={classes.since}>+{spanOf(sinceReportSeconds * 1_000)}</span> {sentence}
          </li>
        ))}
      </ol>
      {timelineTruncated && <p>These are the first of {entryCount}.</p>}
    </details>
  );
}
