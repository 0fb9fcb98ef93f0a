import { useState } from "react";

import { AddCommentDocument, type IncidentEntryFragment } from "../gql";
import type { Log } from "../timeline/useLog";
import { valuesOf } from "../timeline/values";
import { type Draft, useDraft } from "./useDraft";
import { type Refusal, useSubmit } from "@/lib/graphql/useSubmit";
import { useViewer } from "@/lib/session/context";

/** A comment on its way, which will stand behind an entry of the log. */
export interface PendingComment {
  readonly id: number;
  readonly body: string;
  readonly behind: number;
}

export interface Comments {
  readonly draft: Draft;
  readonly pending: readonly PendingComment[];
  readonly refusals: readonly Refusal[];
  readonly send: () => void;
}

let sent = 0;

/**
 * Writing comments: what is sent stands in the timeline at once, as pending, until it has been read from the log.
 * What is refused goes back into the box, with the reason.
 */
export function useComments(incidentId: string, log: Log): Comments {
  const viewer = useViewer();
  const draft = useDraft(`comment-${incidentId}`);
  const [pending, setPending] = useState<readonly PendingComment[]>([]);
  const { submit, refusals } = useSubmit(AddCommentDocument, (data) => data.addComment);
  const send = async () => {
    const comment = { id: (sent += 1), body: draft.hide(), behind: log.entries.at(-1)?.sequence ?? 0 };
    setPending((now) => [...now, comment]);
    const outcome = await submit({ input: { incidentId, body: comment.body } });
    if (outcome.done) {
      draft.settle(comment.body);
      await log.catchUp();
    } else draft.restore(comment.body);
    setPending((now) => now.filter(({ id }) => id !== comment.id));
  };
  const missing = pending.filter((comment) => !log.entries.some((entry) => isIn(entry, comment, viewer.id)));
  return { draft, pending: missing, refusals, send: () => void send() };
}

/** The live feed may be faster than the answer to whoever wrote it. */
function isIn(entry: IncidentEntryFragment, { body, behind }: PendingComment, viewerId: string): boolean {
  const { sequence, action, actor, after } = entry;
  const isOwn = sequence > behind && action === "COMMENTED" && actor?.id === viewerId;
  return isOwn && valuesOf(after).body === body.trim();
}
