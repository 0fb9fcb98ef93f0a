import { Button } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { MessageSquarePlus } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import { useQuery } from "urql";

import { LongText } from "@/components/LongText";
import { Refusals } from "@/components/Refusals";
import { Severity } from "@/components/Severity";
import { Status } from "@/components/Status";
import { Age } from "@/components/Time";
import { useSubmit } from "@/lib/graphql/useSubmit";
import { incidentPath } from "@/lib/places";

import { ReportCommentDocument, ReportSimilarDocument, type ReportSimilarQuery } from "./gql";
import classes from "./Report.module.css";

type Incident = NonNullable<ReportSimilarQuery["similarIncidents"]>[number]["incident"];

const SHORTEST = 3;
const UNTIL_ASKED = 300;

interface Props {
  title: string;
  description: string;
  serviceId: string | null;
  /** One goes to one of them. */
  onLeave: () => void;
  /** What was typed is a comment on this incident now. */
  onCommented: (key: string) => void;
}

/** What there is already that looks like what is being reported, so that it is not reported twice. */
export function Similar({ title, description, serviceId, onLeave, onCommented }: Props) {
  const typed = JSON.stringify({ title: title.trim(), description: description.trim() || null, serviceId });
  const [asked] = useDebouncedValue(typed, UNTIL_ASKED);
  const variables = JSON.parse(asked) as { title: string; description: string | null; serviceId: string | null };
  const short = variables.title.length < SHORTEST || title.trim().length < SHORTEST;
  const [{ data, fetching }] = useQuery({
    query: ReportSimilarDocument,
    variables,
    pause: short,
    requestPolicy: "cache-and-network",
  });
  const found = short ? [] : (data?.similarIncidents ?? []).map(({ incident }) => incident);
  return (
    <section className={classes.similar} aria-label="Similar incidents" data-stale={fetching || undefined}>
      <h2>
        <span role="status">{headingFor(found.length, short || data === undefined)}</span>
      </h2>
      {found.length === 0 && (
        <p className={classes.hint}>
          {short || data === undefined
            ? "While you type the title, incidents like it appear here: perhaps somebody has reported it already."
            : "It seems to be new."}
        </p>
      )}
      <ul>
        {found.map((incident) => (
          <li key={incident.id}>
            <Likeness incident={incident} typed={{ title, description }} onLeave={onLeave} onCommented={onCommented} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function headingFor(count: number, unknown: boolean): string {
  if (unknown) return "Looks like …";
  return count === 0 ? "Nothing looks like this" : "Looks like";
}

interface LikenessProps extends Pick<Props, "onLeave" | "onCommented"> {
  incident: Incident;
  typed: { title: string; description: string };
}

function Likeness({ incident, typed, onLeave, onCommented }: LikenessProps) {
  const { key, title, status, severity, createdAt, resolution } = incident;
  const [commenting, setCommenting] = useState(false);
  return (
    <article className={classes.likeness} aria-label={key}>
      <div className={classes.facts}>
        <Severity severity={severity} compact />
        <span>{key}</span>
        <Status status={status} />
        <Age since={createdAt} />
      </div>
      <Link to={incidentPath(key)} onClick={(event) => !isElsewhere(event) && onLeave()}>
        {title}
      </Link>
      {resolution !== null && (
        <p className={classes.resolution}>
          <strong>Resolved:</strong> {resolution}
        </p>
      )}
      {commenting ? (
        <CommentInstead
          incident={incident}
          text={[typed.title.trim(), typed.description.trim()].filter(Boolean).join("\n\n")}
          back={() => setCommenting(false)}
          onCommented={onCommented}
        />
      ) : (
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<MessageSquarePlus size={12} />}
          onClick={() => setCommenting(true)}
        >
          Comment there instead
        </Button>
      )}
    </article>
  );
}

interface CommentProps {
  incident: Incident;
  text: string;
  back: () => void;
  onCommented: (key: string) => void;
}

function CommentInstead({ incident: { id, key }, text, back, onCommented }: CommentProps) {
  const [body, setBody] = useState(text);
  const { submit, pending, refusals } = useSubmit(ReportCommentDocument, (data) => data.addComment);
  const send = async () => {
    if (pending) return;
    const { done } = await submit({ input: { incidentId: id, body } });
    if (done) onCommented(key);
  };
  return (
    <>
      <LongText
        size="xs"
        minRows={3}
        maxRows={8}
        // eslint-disable-next-line jsx-a11y/no-autofocus -- it opens where one has pressed
        autoFocus
        aria-label={`Comment on ${key}`}
        value={body}
        onChange={(event) => setBody(event.currentTarget.value)}
      />
      <Refusals refusals={refusals} />
      <div className={classes.buttons}>
        <Button size="compact-xs" loading={pending} disabled={body.trim() === ""} onClick={() => void send()}>
          Comment on {key}
        </Button>
        <Button size="compact-xs" variant="subtle" color="gray" onClick={back}>
          Back
        </Button>
      </div>
    </>
  );
}

/** Whether a click opens another tab: then one stays here. */
function isElsewhere({ metaKey, ctrlKey, shiftKey }: React.MouseEvent): boolean {
  return metaKey || ctrlKey || shiftKey;
}
