import { useMemo } from "react";

import { BoardSearchDocument, type BoardSearchQuery } from "./gql";
import type { Highlight } from "./highlights";
import { mustReadAgain } from "./membership";
import { filterFor, type Question } from "./question";
import { type List, useConnection } from "@/lib/graphql/useConnection";
import { useLiveList } from "@/lib/live/useLiveList";
import type { BoardIncidentFragment } from "./gql";

interface Found {
  readonly id: string;
  readonly incident: BoardIncidentFragment;
  readonly highlights: readonly Highlight[];
}

const FOUND = {
  document: BoardSearchDocument,
  connection: ({ searchIncidents: found }: BoardSearchQuery) =>
    found && {
      ...found,
      edges: found.edges.map(({ node, highlights }) => ({ node: { id: node.id, incident: node, highlights } })),
    },
};

/** The incidents that hold the words of a question, the best first, and where in each they stand. */
export function useFound(question: Question): {
  list: List<BoardIncidentFragment>;
  highlights: ReadonlyMap<string, readonly Highlight[]>;
} {
  const { text } = question;
  const list = useConnection(FOUND, { text: text.trim(), filter: filterFor({ ...question, text: "" }) });
  useLiveList<Found>(list, (event) => mustReadAgain(event, question));
  const nodes = useMemo(() => list.nodes.map(({ incident }) => incident), [list.nodes]);
  const highlights = useMemo(() => new Map(list.nodes.map((found) => [found.id, found.highlights])), [list.nodes]);
  return { list: { ...list, nodes }, highlights };
}
