import { Fragment } from "react";

import classes from "@/components/Keys.module.css";
import { strokes } from "@/lib/keyboard/keys";

/** A shortcut, as keys to press: "g i" is G, then I. */
export function Keys({ keys }: { keys: string }) {
  return (
    <span className={classes.keys}>
      {strokes(keys).map((stroke, place) => (
        <Fragment key={place}>
          {place > 0 && <span className={classes.then}>then</span>}
          {stroke.map((key) => (
            <kbd key={key} className={classes.key}>
              {key}
            </kbd>
          ))}
        </Fragment>
      ))}
    </span>
  );
}
