import classes from "@/components/Hidden.module.css";

/** Words that are only read out. Long lists have many of these, so it is nothing but an element. */
export function Hidden({ children }: { children: React.ReactNode }) {
  return <span className={classes.hidden}>{children}</span>;
}
