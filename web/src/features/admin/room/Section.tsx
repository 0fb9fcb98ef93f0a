import classes from "./Editor.module.css";

/** A part of an editor with a heading of its own. */
export function Section({ title, about, children }: { title: string; about?: string; children: React.ReactNode }) {
  return (
    <section className={classes.section} aria-label={title}>
      <h3>{title}</h3>
      {about !== undefined && <p>{about}</p>}
      {children}
    </section>
  );
}

/** Two inputs beside each other, where there is place. */
export function Pair({ children }: { children: React.ReactNode }) {
  return <div className={classes.pair}>{children}</div>;
}
