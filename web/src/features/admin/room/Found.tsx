import { SearchX } from "lucide-react";
import type { CombinedError } from "@urql/core";

import { Notice, Problem } from "@/components/Notice";
import { LinesSkeleton } from "@/components/PageSkeleton";
import { sentenceFor } from "@/lib/graphql/errors";

import { NEW } from "./context";
import { DrawerHead } from "./DrawerHead";

interface Thing {
  readonly id: string;
}

type Read<Row> = readonly Row[] | null | undefined;

interface Props<Row> {
  things: Read<Row>;
  id: string;
  /** What such a thing is called, within a sentence. */
  what: string;
  children: (thing: Row | null) => React.ReactNode;
}

/** The one of these things that is open; null if it is NEW. Says so if there is none of this id. */
export function Found<Row extends Thing>({ things, id, what, children }: Props<Row>) {
  const thing = things?.find((each) => each.id === id);
  if (thing !== undefined) return children(thing);
  if (id === NEW) return children(null);
  return (
    <>
      <DrawerHead title="Not found" />
      {things ? <Notice icon={SearchX} title={`There is no such ${what}`} /> : <LinesSkeleton />}
    </>
  );
}

interface ListProps<Row> {
  result: { readonly fetching: boolean; readonly error?: CombinedError | undefined };
  things: Read<Row>;
  reload: () => void;
  empty: React.ReactNode;
  children: (rows: readonly Row[]) => React.ReactNode;
}

/** A list that is read at once, in each of its states. */
export function FoundList<Row>({ result: { error }, things, reload, empty, children }: ListProps<Row>) {
  return (
    <>
      {error !== undefined && <Problem message={sentenceFor(error)} retry={reload} />}
      {!things && error === undefined && <LinesSkeleton />}
      {things && (things.length === 0 ? empty : children(things))}
    </>
  );
}
