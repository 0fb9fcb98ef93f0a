import { TriangleAlert } from "lucide-react";

import classes from "./ShownOnce.module.css";

/** Says that what follows can never be seen again, and what whoever has it can do. */
export function ShownOnce({ children }: { children: React.ReactNode }) {
  return (
    <div className={classes.once} role="status">
      <TriangleAlert size={15} aria-hidden />
      <p>
        <strong>This is shown once.</strong> {children}
      </p>
    </div>
  );
}
