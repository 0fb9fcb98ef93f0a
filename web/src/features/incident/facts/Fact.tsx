import classes from "./Fact.module.css";

/** A fact of the side panel: its name, and what it is. */
export function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className={classes.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Something in the side panel that needs more room than a line. */
export function Part({
  title,
  tools,
  children,
}: {
  title: string;
  tools?: React.ReactNode;
  children: React.ReactNode;
}) {
  return (
    <section aria-label={title} className={classes.part}>
      <div className={classes.title}>
        <h2>{title}</h2>
        {tools}
      </div>
      {children}
    </section>
  );
}
