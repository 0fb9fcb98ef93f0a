import type { CombinedError } from "@urql/core";
import { SearchX } from "lucide-react";

import { Notice } from "@/components/Notice";
import { text, useUrlState } from "@/lib/routing/urlState";

import { Filters } from "./Filters";
import { Found, FoundList } from "./Found";
import { counted, Room } from "./Room";
import { type Column, RoomTable } from "./RoomTable";
import { SearchBox } from "./SearchBox";

interface Row {
  readonly id: string;
  readonly name: string;
}

interface Props<Thing> {
  title: string;
  /** What one of the things is called: "team", and several of them, if that is not "teams". */
  what: string;
  many?: string;
  result: { readonly fetching: boolean; readonly error?: CombinedError | undefined };
  /** What there is; nothing while it is not read. */
  things: readonly Thing[] | null | undefined;
  reload: () => void;
  columns: readonly Column<Thing>[];
  nameWidth?: string;
  pale?: (thing: Thing) => boolean;
  /** What it means that there is none at all. */
  empty: React.ReactNode;
  /** The editor of one, or of a new one. */
  editor: (thing: Thing | null) => React.ReactNode;
  wide?: boolean;
  /** Before the search. */
  bar?: React.ReactNode;
}

const QUESTION = { text };

/** A room whose things are read at once and found by their names. */
export function ListRoom<Thing extends Row>(props: Props<Thing>) {
  const { title, what, many, result, things, reload, columns, nameWidth, pale, empty, editor, wide, bar } = props;
  const [question, ask] = useUrlState(QUESTION);
  const words = question.text.trim().toLocaleLowerCase();
  const shown = things?.filter(({ name }) => name.toLocaleLowerCase().includes(words));
  return (
    <Room
      title={title}
      count={counted(things?.length, what, many)}
      create={`New ${what}`}
      reload={reload}
      wide={wide}
      bar={
        <Filters label={title}>
          {bar}
          <SearchBox placeholder="Search by name" text={question.text} ask={(typed) => ask({ text: typed })} />
        </Filters>
      }
      editor={(id) => (
        <Found things={things} id={id} what={what}>
          {editor}
        </Found>
      )}
    >
      <FoundList
        result={result}
        things={shown}
        reload={reload}
        empty={words === "" ? empty : <Notice icon={SearchX} title="None is called that" />}
      >
        {(rows) => (
          <RoomTable
            rows={rows}
            name={{ label: "Name", show: ({ name }) => name, width: nameWidth }}
            columns={columns}
            pale={pale}
          />
        )}
      </FoundList>
    </Room>
  );
}
