import { VisuallyHidden } from "@mantine/core";

import classes from "@/app/Splash.module.css";

/** The shell, empty, while it is not known yet what to show. */
export function Splash() {
  return (
    <div className={classes.splash} role="status">
      <div className={classes.side} />
      <div className={classes.head} />
      <VisuallyHidden>Loading</VisuallyHidden>
    </div>
  );
}
