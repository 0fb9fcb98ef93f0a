import { ActionIcon, Button, CopyButton, Modal, NativeSelect, TextInput, Tooltip } from "@mantine/core";
import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { useQuery } from "urql";

import { Refusals } from "@/components/Refusals";
import { Time } from "@/components/Time";
import { useSubmit } from "@/lib/graphql/useSubmit";
import { sayDone } from "@/lib/toasts";

import { TeamCreateFeedDocument, type TeamFeedFragment, TeamFeedsDocument, TeamRevokeFeedDocument } from "../gql";
import type { Schedule } from "../schedule";
import classes from "./FeedsDialog.module.css";

const MINE = "mine";

/** Addresses from which calendar programs read shifts: to make one, and to end those that one has. */
export function FeedsDialog({ schedules, close }: { schedules: readonly Schedule[]; close: () => void }) {
  const [{ data }, ask] = useQuery({ query: TeamFeedsDocument, requestPolicy: "cache-and-network" });
  const reload = () => ask({ requestPolicy: "network-only" });
  const feeds = (data?.calendarFeeds ?? []).filter(({ revokedAt }) => revokedAt === null);
  return (
    <Modal opened onClose={close} title="Subscribe in a calendar">
      <div className={classes.feeds}>
        <p>A calendar program that subscribes to an address shows the shifts, and follows when they change.</p>
        <NewFeed schedules={schedules} made={reload} />
        {feeds.length > 0 && <h3>Your addresses</h3>}
        <ul>
          {feeds.map((feed) => (
            <Feed key={feed.id} feed={feed} gone={reload} />
          ))}
        </ul>
      </div>
    </Modal>
  );
}

function NewFeed({ schedules, made }: { schedules: readonly Schedule[]; made: () => void }) {
  const [what, setWhat] = useState(MINE);
  const [url, setUrl] = useState<string | null>(null);
  const { submit, pending, refusals } = useSubmit(TeamCreateFeedDocument, (data) => data.createCalendarFeed);
  const make = async () => {
    const outcome = await submit({ input: { scheduleId: what === MINE ? null : what } });
    if (!outcome.done) return;
    setUrl(outcome.payload.url);
    made();
  };
  const choices = [
    { value: MINE, label: "My own shifts" },
    ...schedules.map(({ id, name }) => ({ value: id, label: `All of ${name}` })),
  ];
  return (
    <>
      <div className={classes.make}>
        <NativeSelect
          label="What it shows"
          data={choices}
          value={what}
          onChange={(event) => setWhat(event.currentTarget.value)}
        />
        <Button loading={pending} onClick={() => void make()}>
          Make an address
        </Button>
      </div>
      <Refusals refusals={refusals} />
      {url !== null && (
        <TextInput
          label="The address"
          description="It is a secret, and shown only now: whoever has it sees the shifts."
          readOnly
          value={url}
          onFocus={(event) => event.currentTarget.select()}
          rightSection={<CopyAddress url={url} />}
        />
      )}
    </>
  );
}

function CopyAddress({ url }: { url: string }) {
  return (
    <CopyButton value={url}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? "Copied" : "Copy"}>
          <ActionIcon variant="subtle" aria-label={copied ? "Copied" : "Copy the address"} onClick={copy}>
            {copied ? <Check size={14} /> : <Copy size={14} />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}

function Feed({ feed, gone }: { feed: TeamFeedFragment; gone: () => void }) {
  const { submit, pending, refusals } = useSubmit(TeamRevokeFeedDocument, (data) => data.revokeCalendarFeed);
  const revoke = async () => {
    const { done } = await submit({ input: { calendarFeedId: feed.id } });
    if (!done) return;
    sayDone("Nobody can read that address any more.");
    gone();
  };
  const name = feed.schedule?.name ?? "My own shifts";
  return (
    <li>
      <span>
        {name}
        <small>
          made <Time at={feed.createdAt} />, {feed.lastUsedAt === null ? "never read" : "last read "}
          {feed.lastUsedAt !== null && <Time at={feed.lastUsedAt} />}
        </small>
      </span>
      <Button
        size="compact-xs"
        variant="default"
        loading={pending}
        aria-label={`End the address of ${name}`}
        onClick={() => void revoke()}
      >
        End
      </Button>
      <Refusals refusals={refusals} />
    </li>
  );
}
