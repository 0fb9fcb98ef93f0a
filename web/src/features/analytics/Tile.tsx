import { Link } from "react-router";

import { Change } from "./Change";
import type { Comparison } from "./comparison";
import classes from "./Tiles.module.css";
import { NOTHING } from "./words";

interface Props {
  label: string;
  value: string;
  /** What the value is of those that there are: "median". */
  unit?: string | undefined;
  change: Comparison;
  /** A drawing of what the words say. */
  graphic?: React.ReactNode;
  /** Where the incidents are that it counts. */
  to?: string;
  children?: React.ReactNode;
}

/** One figure, how it has changed, and what there is to say of it. */
export function Tile({ label, value, unit, change, graphic, to, children }: Props) {
  return (
    <div className={classes.tile} role="group" aria-label={label}>
      <h2>{label}</h2>
      <p className={classes.value}>
        {to === undefined ? <strong>{value}</strong> : <Link to={to}>{value}</Link>}
        {value === NOTHING && <span className={classes.unit}>nothing to measure</span>}
        {unit !== undefined && <span className={classes.unit}>{unit}</span>}
      </p>
      {value !== NOTHING && <Change {...change} />}
      <div className={classes.graphic}>{graphic}</div>
      <div className={classes.more}>{children}</div>
    </div>
  );
}
