import classes from "./Filters.module.css";

/** Which of the things of a room are shown. */
export function Filters({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className={classes.filters} role="search" aria-label={label}>
      {children}
    </div>
  );
}
