import { OctagonAlert } from "lucide-react";

import classes from "@/components/Refusals.module.css";
import type { Refusal } from "@/lib/graphql/useSubmit";

/** Why something was refused, read out at once; nothing if it was not. Errors of single inputs stand beside those. */
export function Refusals({ refusals }: { refusals: readonly Pick<Refusal, "message">[] }) {
  if (refusals.length === 0) return null;
  return (
    <div className={classes.refusals} role="alert">
      <OctagonAlert size={15} aria-hidden />
      <ul>
        {refusals.map(({ message }) => (
          <li key={message}>{message}</li>
        ))}
      </ul>
    </div>
  );
}
