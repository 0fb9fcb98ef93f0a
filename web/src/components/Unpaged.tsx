import { BellOff } from "lucide-react";

import classes from "@/components/Unpaged.module.css";

const WHY = "They have no verified contact method: outside of SIEMS nobody can page them.";

/** Marks somebody whom no page reaches outside of the dashboard. */
export function Unpaged() {
  return (
    <span className={classes.unpaged} title={WHY}>
      <BellOff size={13} aria-hidden /> Cannot be paged
    </span>
  );
}
