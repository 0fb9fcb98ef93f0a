import type { BoardSearchQuery, SearchField } from "./gql";
import classes from "./highlights.module.css";

type Edge = NonNullable<BoardSearchQuery["searchIncidents"]>["edges"][number];
export type Highlight = Edge["highlights"][number];

const FIELDS: Record<SearchField, string> = {
  TITLE: "Title",
  DESCRIPTION: "Description",
  RESOLUTION: "Resolution",
  COMMENT: "Comment",
};

/** A piece of what people wrote, with the words that were searched for marked: those between ⟦ and ⟧. */
export function Excerpt({ text }: { text: string }) {
  return text.split(/(⟦[^⟧]*⟧)/).map((part, place) => {
    const said = part.replace(/[⟦⟧]/g, "");
    return part.startsWith("⟦") ? (
      <mark key={place} className={classes.hit}>
        {said}
      </mark>
    ) : (
      said
    );
  });
}

/** The title with its hits, where the whole of it was given; else as it is. */
export function MarkedTitle({ title, highlights }: { title: string; highlights: readonly Highlight[] }) {
  const found = highlights.find(({ field }) => field === "TITLE");
  const isWhole = found?.text.replace(/[⟦⟧]/g, "") === title;
  return isWhole ? <Excerpt text={found.text} /> : title;
}

/** Where else the words stand, a line for each field. */
export function Excerpts({ highlights }: { highlights: readonly Highlight[] }) {
  const others = highlights.filter(({ field }) => field !== "TITLE");
  if (others.length === 0) return null;
  return (
    <dl className={classes.excerpts}>
      {others.map(({ field, text }) => (
        <div key={field}>
          <dt>{FIELDS[field]}</dt>
          <dd>
            <Excerpt text={text} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
