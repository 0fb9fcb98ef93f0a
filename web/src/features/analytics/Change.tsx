import { ArrowDown, ArrowUp, Equal, Minus } from "lucide-react";

import type { Comparison } from "./comparison";
import classes from "./Change.module.css";

const ARROWS = { up: ArrowUp, down: ArrowDown, same: Equal, unknown: Minus };

/** How a figure has changed since the time before: in which direction, by how much, and whether that is good. */
export function Change({ direction, said, verdict }: Comparison) {
  const Arrow = ARROWS[direction];
  return (
    <p className={classes.change} data-verdict={verdict ?? undefined}>
      <Arrow size={13} aria-hidden />
      <span>{said}</span>
      {verdict !== null && <span className={classes.verdict}>{verdict}</span>}
    </p>
  );
}
