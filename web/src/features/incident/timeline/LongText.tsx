import { useState } from "react";

import classes from "./LongText.module.css";
import { Markdown } from "@/components/Markdown";

const LONG = 1_600;
const MANY_LINES = 24;

/** Markdown that somebody wrote; of a long text the beginning, and a button for the rest. */
export function LongText({ text }: { text: string }) {
  const [open, setOpen] = useState(false);
  const isLong = text.length > LONG || text.split("\n").length > MANY_LINES;
  if (!isLong) return <Markdown text={text} />;
  return (
    <>
      <div className={classes.text} data-open={open || undefined}>
        <Markdown text={text} />
      </div>
      <button type="button" className={classes.more} aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? "Show less" : "Show all of it"}
      </button>
    </>
  );
}
