import type { AnyVariables, TypedDocumentNode } from "@urql/core";

import { type Refusal, useSubmit } from "@/lib/graphql/useSubmit";
import { sayDone } from "@/lib/toasts";

import { Confirm } from "@/components/Confirm";
import { useRoom } from "./context";

interface Props<Data, Variables extends AnyVariables> {
  name: string;
  document: TypedDocumentNode<Data, Variables>;
  payloadOf: (data: Data) => { readonly errors: readonly Refusal[] } | null;
  variables: (reason: string | null) => Variables;
  /** What follows from it. */
  children: React.ReactNode;
}

/** The button that deletes what is open, for a reason. */
export function Removal<Data, Variables extends AnyVariables>(props: Props<Data, Variables>) {
  const { name, document, payloadOf, variables, children } = props;
  const { remove } = useRoom();
  const { submit } = useSubmit(document, payloadOf);
  const run = async (reason: string | null) => {
    const outcome = await submit(variables(reason));
    if (outcome.done) {
      sayDone(`${name} is deleted.`);
      remove();
    }
    return outcome;
  };
  return (
    <Confirm danger label="Delete" title={`Delete ${name}?`} run={run}>
      {children}
    </Confirm>
  );
}
