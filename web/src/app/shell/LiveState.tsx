import classes from "@/app/shell/LiveState.module.css";
import { useLiveState } from "@/lib/live/context";
import type { LiveState as State } from "@/lib/live/feed";

const MEANINGS: Record<State["status"], string> = {
  connecting: "What changes will appear by itself in a moment.",
  live: "Whatever changes appears by itself.",
  reconnecting: "What you see may be old. It is tried again by itself, and nothing that happens meanwhile is missed.",
  "caught-up": "The connection was lost for a while. What happened meanwhile is here.",
};

/** Whether what one sees is as it is. */
export function LiveState() {
  const state = useLiveState();
  return (
    <span
      className={classes.state}
      data-status={state.status}
      role="status"
      aria-label="Connection"
      title={MEANINGS[state.status]}
    >
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
