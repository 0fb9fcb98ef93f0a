import { useId } from "react";

import classes from "./Settings.module.css";

interface Props {
  title: string;
  /** What it is for, in a sentence or two. */
  about: React.ReactNode;
  children: React.ReactNode;
}

/** A part of the settings: what it is at the left, what can be changed at the right. */
export function Section({ title, about, children }: Props) {
  const id = useId();
  return (
    <section className={classes.section} aria-labelledby={id}>
      <div className={classes.about}>
        <h2 id={id}>{title}</h2>
        <p>{about}</p>
      </div>
      <div className={classes.content}>{children}</div>
    </section>
  );
}
