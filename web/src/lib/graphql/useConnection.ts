import type { AnyVariables } from "@urql/core";
import { useEffect, useState } from "react";
import { useClient } from "urql";

import { ListReader, type ListSource, type ListState } from "@/lib/graphql/connection";
import { useStore } from "@/lib/store";

export interface List<Node> extends ListState<Node> {
  readonly loadMore: () => void;
  /** Reads again what is shown; nothing flickers. */
  readonly reload: () => void;
}

/**
 * A list of the API, page by page: `source` says which (define it outside of the component), `variables` all that its
 * document takes but `first` and `after`. Other variables are another question, and begin with the first page.
 */
export function useConnection<Data, Variables extends AnyVariables, Node extends { readonly id: string }>(
  source: ListSource<Data, Variables, Node>,
  variables: Omit<Variables, "first" | "after">,
): List<Node> {
  const client = useClient();
  const [reader] = useState(() => new ListReader(client, source));
  const question = JSON.stringify(variables);
  useEffect(() => reader.ask(JSON.parse(question) as Record<string, unknown>), [reader, question]);
  useEffect(() => () => reader.close(), [reader]);
  return { ...useStore(reader.state), loadMore: reader.loadMore, reload: reader.reload };
}
