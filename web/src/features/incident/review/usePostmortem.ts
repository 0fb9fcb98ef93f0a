import { useState } from "react";
import { useClient } from "urql";

import { IncidentAgainDocument, type IncidentDetailsFragment, WritePostmortemDocument } from "../gql";
import { type Draft, useDraft } from "../comments/useDraft";
import { type Refusal, useSubmit } from "@/lib/graphql/useSubmit";

type Written = NonNullable<IncidentDetailsFragment["postmortem"]>;

export interface PostmortemDraft {
  readonly draft: Draft;
  readonly pending: boolean;
  readonly refusals: readonly Refusal[];
  /** What somebody else has saved since, and what one had read before that. */
  readonly conflict: { readonly theirs: Written; readonly read: string } | null;
  /** Saves it; over what is in conflict, if something is. Whether it was done. */
  readonly save: () => Promise<boolean>;
  /** Forgets what was written here. */
  readonly discard: () => void;
}

const OUTLINE = "## What happened\n\n## Why\n\n## What went well\n\n## What we change\n";

/** Writing the postmortem of an incident, on the version that one began with; kept across reloads. */
export function usePostmortem({ id, postmortem }: IncidentDetailsFragment): PostmortemDraft {
  const client = useClient();
  const [read] = useState({ version: postmortem?.version ?? 0, body: postmortem?.body ?? "" });
  const draft = useDraft(`postmortem-${id}`, read.body || OUTLINE);
  const begun = useDraft(`postmortem-${id}-version`); // a draft of before a reload was begun on another version
  const [theirs, setTheirs] = useState<Written | null>(null);
  const { submit, pending, refusals } = useSubmit(WritePostmortemDocument, (data) => data.writePostmortem);
  const discard = () => {
    draft.write(read.body || OUTLINE);
    begun.write("");
  };
  const write = (text: string) => {
    draft.write(text);
    if (begun.text === "") begun.write(String(read.version));
  };
  const save = async () => {
    const version = theirs?.version ?? (begun.text === "" ? read.version : Number(begun.text));
    const input = { incidentId: id, body: draft.text, expectedVersion: version === 0 ? null : version };
    const outcome = await submit({ input });
    if (outcome.done) discard();
    else if (outcome.refusals.some(({ code }) => code === "CONFLICT")) {
      const { data } = await client.query(IncidentAgainDocument, { id }, { requestPolicy: "network-only" });
      setTheirs(data?.incident?.postmortem ?? null);
    }
    return outcome.done;
  };
  const conflict = theirs === null ? null : { theirs, read: read.body };
  const others = refusals.filter(({ code }) => theirs === null || code !== "CONFLICT");
  return { draft: { ...draft, write }, pending, refusals: others, conflict, save, discard };
}
