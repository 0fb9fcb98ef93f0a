import { useState } from "react";

import { AddCommentDocument } from "../gql";
import { type Draft, useDraft } from "./useDraft";
import { type Refusal, useSubmit } from "@/lib/graphql/useSubmit";

/** A comment on its way. */
export interface PendingComment {
  readonly id: number;
  readonly body: string;
}

export interface Comments {
  readonly draft: Draft;
  readonly pending: readonly PendingComment[];
  readonly refusals: readonly Refusal[];
  readonly send: () => void;
}

let sent = 0;

/**
 * Writing comments: what is sent stands in the timeline at once, as pending, until `arrived` has read it from the log.
 * What is refused goes back into the box, with the reason.
 */
export function useComments(incidentId: string, arrived: () => Promise<void>): Comments {
  const draft = useDraft(`comment-${incidentId}`);
  const [pending, setPending] = useState<readonly PendingComment[]>([]);
  const { submit, refusals } = useSubmit(AddCommentDocument, (data) => data.addComment);
  const send = async () => {
    const comment = { id: (sent += 1), body: draft.hide() };
    setPending((now) => [...now, comment]);
    const outcome = await submit({ input: { incidentId, body: comment.body } });
    if (outcome.done) {
      draft.settle(comment.body);
      await arrived();
    } else draft.restore(comment.body);
    setPending((now) => now.filter(({ id }) => id !== comment.id));
  };
  return { draft, pending, refusals, send: () => void send() };
}
