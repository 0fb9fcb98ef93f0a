import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "urql";

import { PaletteSearchDocument, type PaletteSearchQuery } from "@/app/gql";
import { sentenceFor } from "@/lib/graphql/errors";

type Edges<Field extends keyof PaletteSearchQuery> = NonNullable<PaletteSearchQuery[Field]>["edges"];
export type FoundIncident = Edges<"searchIncidents">[number]["node"];
export type FoundPerson = Edges<"users">[number]["node"];

export interface Found {
  readonly incidents: readonly FoundIncident[];
  readonly people: readonly FoundPerson[];
  /** It is not known yet what there is. */
  readonly searching: boolean;
  /** Why nothing could be searched. */
  readonly problem: string | null;
}

const UNTIL_ASKED = 150;
const LONGEST = 500;

/** Incidents and people for what is typed; nothing while it is asked, so that nobody opens what an older question found. */
export function usePaletteSearch(typed: string): Found {
  const text = typed.trim().slice(0, LONGEST);
  const [asked] = useDebouncedValue(text, UNTIL_ASKED);
  const [{ data, error, fetching, operation }] = useQuery({
    query: PaletteSearchDocument,
    variables: { text: asked },
    pause: asked === "",
    requestPolicy: "cache-and-network",
  });
  const answered = operation?.variables.text === text && (data !== undefined || error !== undefined);
  if (text === "" || !answered) {
    return { incidents: [], people: [], searching: text !== "", problem: null };
  }
  return {
    incidents: data?.searchIncidents?.edges.map(({ node }) => node) ?? [],
    people: data?.users?.edges.map(({ node }) => node) ?? [],
    searching: fetching && data === undefined,
    problem: error === undefined ? null : sentenceFor(error),
  };
}
