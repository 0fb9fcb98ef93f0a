import { useEffect } from "react";

import classes from "@/components/Page.module.css";
import { nameTab } from "@/lib/tab";

interface Props {
  title: string;
  /** The title as the heading shows it, if not as plain text. */
  heading?: React.ReactNode;
  /** What stands beside the title: buttons, figures. */
  tools?: React.ReactNode;
  /** What stands below the title and stays there: filters, tabs. */
  bar?: React.ReactNode;
  children: React.ReactNode;
}

/** A page within the shell: its heading, its title in the browser's tab, and what is on it. */
export function Page({ title, heading = title, tools, bar, children }: Props) {
  useEffect(() => nameTab(title), [title]);
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <div className={classes.title}>
          <h1>{heading}</h1>
          {tools !== undefined && <div className={classes.tools}>{tools}</div>}
        </div>
        {bar !== undefined && <div className={classes.bar}>{bar}</div>}
      </header>
      {children}
    </div>
  );
}
