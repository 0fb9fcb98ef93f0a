import classes from "@/app/shell/LiveState.module.css";
import { useLiveState } from "@/lib/live/context";
import type { LiveState as State } from "@/lib/live/feed";

/** Whether what one sees is as it is. */
export function LiveState() {
  const state = useLiveState();
  return (
    <span className={classes.state} data-status={state.status} role="status" aria-label="Connection">
      <span className={classes.dot} aria-hidden />
      <span className={classes.word}>{wordFor(state)}</span>
    </span>
  );
}

function wordFor(state: State): string {
  switch (state.status) {
    case "live":
      return "Live";
    case "connecting":
      return "Connecting";
    case "reconnecting":
      return "Reconnecting…";
    case "caught-up":
      if (state.missed === 0) return "Caught up";
      return `Caught up · ${state.missed} ${state.missed === 1 ? "change" : "changes"}`;
  }
}
