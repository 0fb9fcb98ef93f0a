import { Button, Loader, Modal, Stack } from "@mantine/core";
import { ShieldAlert, ShieldCheck } from "lucide-react";
import { useState } from "react";
import { useQuery } from "urql";

import { Problem } from "@/components/Notice";
import { Time } from "@/components/Time";
import { codeOf, sentenceFor } from "@/lib/graphql/errors";

import { AdminNamedDocument, AdminVerifyDocument, type AdminVerifyQuery } from "../gql";
import { Secret } from "../room/Secret";
import { nameOf, type TrailQuestion } from "./question";
import classes from "./Verification.module.css";

type Verified = NonNullable<AdminVerifyQuery["verifyAudit"]>;
type Broken = NonNullable<Verified["firstBroken"]>;

interface Props {
  ask: (change: Partial<TrailQuestion>) => void;
}

/** Recomputes the proof of the log on the server, and says what came of it. */
export function Verification({ ask }: Props) {
  const [opened, setOpened] = useState(false);
  const [{ data, error, fetching }, verify] = useQuery({
    query: AdminVerifyDocument,
    pause: true,
    requestPolicy: "network-only",
  });
  const run = () => verify({ requestPolicy: "network-only" });
  const open = () => {
    setOpened(true);
    run();
  };
  const found = data?.verifyAudit ?? null;
  const tookTooLong = codeOf(error?.graphQLErrors) === "TIMEOUT" || error?.networkError?.name === "TimeoutError";
  return (
    <>
      <Button size="xs" onClick={open} leftSection={<ShieldCheck size={14} aria-hidden />}>
        Verify
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title="Is the log as it was written?" size="lg">
        {fetching && (
          <p className={classes.running} role="status">
            <Loader size={14} /> Every hash is computed again, entry by entry …
          </p>
        )}
        {!fetching && tookTooLong && <TooLong />}
        {!fetching && error !== undefined && !tookTooLong && <Problem message={sentenceFor(error)} retry={run} />}
        {!fetching && error === undefined && found !== null && (
          <Result
            found={found}
            show={(subject) => {
              ask({ subject });
              setOpened(false);
            }}
          />
        )}
      </Modal>
    </>
  );
}

function TooLong() {
  return (
    <Stack gap="sm" role="alert">
      <p className={classes.text}>
        There are more entries than can be checked while one waits here. Nothing is wrong by that. On the server the
        same is done without haste:
      </p>
      <Secret label="On the server" text="siems audit verify" />
    </Stack>
  );
}

function Result({ found, show }: { found: Verified; show: (subject: string) => void }) {
  const { ok, checked, checkpoints, lastCheckpointAt, anchored, firstBroken } = found;
  return (
    <Stack gap="sm" role="status">
      <div className={classes.verdict} data-ok={ok || undefined}>
        {ok ? <ShieldCheck size={22} aria-hidden /> : <ShieldAlert size={22} aria-hidden />}
        <strong>{ok ? "Nothing has been changed" : "Something does not fit"}</strong>
      </div>
      <p className={classes.text}>
        {checked.toLocaleString()} {checked === 1 ? "entry was" : "entries were"} checked, and{" "}
        {checkpoints === 1 ? "1 signed checkpoint is" : `${checkpoints.toLocaleString()} signed checkpoints are`} whole.{" "}
        {lastCheckpointAt === null ? (
          "No checkpoint was made yet: a worker makes them."
        ) : (
          <>
            The last one was made <Time at={lastCheckpointAt} />; what is newer has only its hash chain to prove it.
          </>
        )}
      </p>
      <p className={classes.text}>
        {anchored === null
          ? "There is no anchor file here to compare with, so a database that was replaced as a whole would not be noticed. Compare with a copy of the file that is kept elsewhere:"
          : `${anchored.toLocaleString()} checkpoints stand in the anchor file too. A copy of it that is kept elsewhere proves more:`}
      </p>
      <Secret label="On the server" text="siems audit verify --anchor FILE" />
      {firstBroken !== null && <BrokenPlace broken={firstBroken} show={show} />}
    </Stack>
  );
}

function BrokenPlace({ broken, show }: { broken: Broken; show: (subject: string) => void }) {
  const { kind, id, sequence, problem } = broken;
  const isIncident = kind === "incident";
  const [{ data }] = useQuery({ query: AdminNamedDocument, variables: { id }, pause: !isIncident });
  const name = data?.node ? nameOf(data.node) : null;
  return (
    <div className={classes.broken}>
      <h3>Where it breaks first</h3>
      <p>
        {placeOf(kind, sequence)} {name ?? bare(id)}: {problem}.
      </p>
      {isIncident && (
        <Button size="compact-xs" variant="default" onClick={() => show(id)}>
          Show its entries
        </Button>
      )}
      <h3>What to do</h3>
      <ol>
        <li>Change nothing: make a copy of the database as it is now, for whoever looks into it.</li>
        <li>
          Run <code>siems audit verify --anchor FILE</code> with a copy of the anchor file from elsewhere: it says up to
          where the log can be trusted.
        </li>
        <li>Find out who could write to the database besides SIEMS: its owner, a restored backup, a script.</li>
        <li>Compare the entry with a backup of before. SIEMS itself goes on working meanwhile.</li>
      </ol>
    </div>
  );
}

function placeOf(kind: string, sequence: number): string {
  if (kind === "checkpoint") return `Checkpoint ${sequence}`;
  return `Entry ${sequence} of ${kind === "incident" ? "the log of" : "the configuration's log of"}`;
}

/** The id as the command line and the database know it. */
function bare(id: string): string {
  try {
    return atob(id).split(":")[1] ?? id;
  } catch {
    return id;
  }
}
