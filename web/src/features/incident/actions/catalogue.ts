import {
  BellRing,
  CheckCheck,
  CircleCheck,
  FileText,
  Gauge,
  Hand,
  type LucideIcon,
  Pencil,
  Play,
  RotateCcw,
  Siren,
  UserMinus,
  UserPlus,
  UserRoundCheck,
  UsersRound,
} from "lucide-react";

import type { IncidentDetailsFragment } from "../gql";
import type { ActionName } from "./rules";

type Incident = Pick<IncidentDetailsFragment, "status" | "assignee" | "postmortem">;

interface Described {
  /** What its button says. */
  readonly label: (incident: Incident) => string;
  readonly icon: LucideIcon;
  readonly keys: string;
  /** Words by which the palette finds it as well. */
  readonly keywords?: readonly string[];
}

/** What each action is called, looks like, and is done with. */
export const CATALOGUE: Record<ActionName, Described> = {
  acknowledge: { label: () => "Acknowledge", icon: BellRing, keys: "k", keywords: ["escalation", "on it"] },
  claim: { label: () => "Take it", icon: Hand, keys: "c", keywords: ["claim", "assign to me"] },
  start: { label: () => "Start work", icon: Play, keys: "s", keywords: ["begin", "in progress"] },
  resolve: { label: () => "Resolve", icon: CircleCheck, keys: "r", keywords: ["done", "fixed"] },
  close: { label: () => "Close", icon: CheckCheck, keys: "x", keywords: ["final"] },
  reopen: { label: () => "Reopen", icon: RotateCcw, keys: "o" },
  assign: {
    label: ({ assignee }) => (assignee === null ? "Assign" : "Reassign"),
    icon: UserPlus,
    keys: "a",
    keywords: ["assign", "give", "hand over"],
  },
  autoAssign: {
    label: () => "Assign to the best suited",
    icon: UserRoundCheck,
    keys: "b",
    keywords: ["automatic", "auto"],
  },
  unassign: { label: () => "Unassign", icon: UserMinus, keys: "u", keywords: ["take back"] },
  escalate: { label: () => "Escalate", icon: Siren, keys: "p", keywords: ["page", "call"] },
  severity: { label: () => "Change severity", icon: Gauge, keys: "v", keywords: ["priority"] },
  edit: { label: () => "Edit", icon: Pencil, keys: "e", keywords: ["title", "description", "service", "restricted"] },
  addParticipant: { label: () => "Add a participant", icon: UsersRound, keys: "i", keywords: ["invite", "bring in"] },
  postmortem: {
    label: ({ postmortem }) => (postmortem === null ? "Write the postmortem" : "Edit the postmortem"),
    icon: FileText,
    keys: "w",
    keywords: ["review"],
  },
};
