import { ArrowUp } from "lucide-react";

import classes from "./NewAbove.module.css";
import { type Store, useStore } from "@/lib/store";

/** Says how many have come above what one reads, and goes there. */
export function NewAbove({ count, show }: { count: Store<number>; show: () => void }) {
  const many = useStore(count);
  return (
    <div className={classes.place} role="status">
      {many > 0 && (
        <button type="button" className={classes.button} onClick={show}>
          <ArrowUp size={13} aria-hidden /> {many} new
        </button>
      )}
    </div>
  );
}
