import { CircleCheck, ClockAlert, Hourglass } from "lucide-react";
import { useSyncExternalStore } from "react";

import classes from "@/components/SlaClock.module.css";
import { now } from "@/lib/time/clock";
import { exactly, leftOf } from "@/lib/time/format";
import { everySecond } from "@/lib/time/ticker";

interface Promised {
  readonly dueAt: string;
  readonly atRiskAt: string;
  readonly state: string;
}

type Standing = "ON_TRACK" | "AT_RISK" | "BREACHED" | "MET";

const ICONS = { ON_TRACK: Hourglass, AT_RISK: Hourglass, BREACHED: ClockAlert, MET: CircleCheck };

interface ClockProps {
  promise: Promised;
  what: "Respond" | "Resolve";
  /** When what was promised was done: from then on it is no later. */
  endedAt?: string | null;
}

/** How much time a promise leaves, or how late it is: "in 12m", "3h late". It ticks, and turns without being told. */
export function SlaClock({ promise, what, endedAt = null }: ClockProps) {
  const due = Date.parse(promise.dueAt);
  const standing = useSyncExternalStore(everySecond, () => standingOf(promise, now()));
  const left = useSyncExternalStore(everySecond, () => leftOf(due, endedAt === null ? now() : Date.parse(endedAt)));
  const Icon = ICONS[standing];
  const said = standing === "MET" ? "met" : promise.state === "BREACHED" && due > now() ? "breached" : left;
  return (
    <span className={classes.clock} data-standing={standing} title={`${what} by ${exactly(due)}`}>
      <Icon size={13} aria-hidden />
      {what} {said}
    </span>
  );
}

/** The promise that matters next: to respond until that is done, then to resolve. */
export function NextSlaClock({ sla }: { sla: { respond: Promised | null; resolve: Promised | null } | null }) {
  if (sla === null) return null;
  const { respond, resolve } = sla;
  if (respond !== null && isOpen(respond)) return <SlaClock promise={respond} what="Respond" />;
  if (resolve !== null) return <SlaClock promise={resolve} what="Resolve" />;
  return respond && <SlaClock promise={respond} what="Respond" />;
}

function isOpen({ state }: Promised): boolean {
  return state === "ON_TRACK" || state === "AT_RISK";
}

/** The log says how it stands; what the next sweep will say is known before. */
function standingOf(promise: Promised, at: number): Standing {
  const state = promise.state as Standing;
  if (!isOpen(promise)) return state;
  if (at >= Date.parse(promise.dueAt)) return "BREACHED";
  return at >= Date.parse(promise.atRiskAt) ? "AT_RISK" : state;
}
