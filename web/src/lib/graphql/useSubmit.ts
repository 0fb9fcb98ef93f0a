import type { AnyVariables, Client, TypedDocumentNode } from "@urql/core";
import { useState } from "react";
import { useClient } from "urql";

import { codeOf, sentenceFor } from "@/lib/graphql/errors";

/** Why something was refused: a UserError of a payload, or what is left of a top-level error. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly field: readonly string[] | null;
}

/** What came of it: the payload, or why nothing has changed. */
export type Outcome<Payload> =
  { readonly done: true; readonly payload: Payload } | { readonly done: false; readonly refusals: readonly Refusal[] };

export interface Submission<Variables, Payload> {
  readonly submit: (variables: Variables) => Promise<Outcome<Payload>>;
  readonly pending: boolean;
  /** Why the last one was refused; empty while one is under way. */
  readonly refusals: readonly Refusal[];
}

interface Refusable {
  readonly errors: readonly Refusal[];
}

/** Sends a mutation once. `payloadOf` says where in the answer its payload is. */
export async function submitted<Data, Variables extends AnyVariables, Payload extends Refusable>(
  client: Client,
  document: TypedDocumentNode<Data, Variables>,
  payloadOf: (data: Data) => Payload | null,
  variables: Variables,
): Promise<Outcome<Payload>> {
  const { data, error } = await client.mutation(document, variables);
  const payload = data ? payloadOf(data) : null;
  const why = payload?.errors ?? [
    {
      code: codeOf(error?.graphQLErrors) ?? "UNREACHABLE",
      message: error ? sentenceFor(error) : "There was no answer.",
      field: null,
    },
  ];
  return payload !== null && why.length === 0 ? { done: true, payload } : { done: false, refusals: why };
}

/** Sends a mutation from a component, which follows how that goes. */
export function useSubmit<Data, Variables extends AnyVariables, Payload extends Refusable>(
  document: TypedDocumentNode<Data, Variables>,
  payloadOf: (data: Data) => Payload | null,
): Submission<Variables, Payload> {
  const client = useClient();
  const [pending, setPending] = useState(false);
  const [refusals, setRefusals] = useState<readonly Refusal[]>([]);
  const submit = async (variables: Variables): Promise<Outcome<Payload>> => {
    setPending(true);
    setRefusals([]);
    const outcome = await submitted(client, document, payloadOf, variables);
    setPending(false);
    if (!outcome.done) setRefusals(outcome.refusals);
    return outcome;
  };
  return { submit, pending, refusals };
}
