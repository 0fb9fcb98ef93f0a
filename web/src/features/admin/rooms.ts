import {
  Blocks,
  FileText,
  GraduationCap,
  KeyRound,
  type LucideIcon,
  ScrollText,
  Send,
  Tags,
  Timer,
  TrendingUp,
  UserRound,
  UsersRound,
  Webhook,
} from "lucide-react";

import type { Role } from "@/lib/session/gql";

/** A room of the administration. */
export interface Room {
  /** Its address below that of the administration. */
  readonly path: string;
  readonly label: string;
  /** What is in it, for the overview. */
  readonly about: string;
  readonly icon: LucideIcon;
  /** Only admins may be there. */
  readonly adminsOnly?: boolean;
}

export interface RoomGroup {
  readonly label: string;
  readonly rooms: readonly Room[];
}

export const ROOM_GROUPS: readonly RoomGroup[] = [
  {
    label: "Who",
    rooms: [
      { path: "people", label: "Users", about: "Who signs in, and what they may do", icon: UserRound },
      { path: "teams", label: "Teams", about: "Who works together, and who answers for it", icon: UsersRound },
      { path: "skills", label: "Skills", about: "What one can be good at", icon: GraduationCap },
    ],
  },
  {
    label: "What",
    rooms: [
      { path: "services", label: "Services", about: "What runs, and whose it is", icon: Blocks },
      { path: "categories", label: "Categories", about: "The kinds of incidents", icon: Tags },
      { path: "templates", label: "Templates", about: "What incidents are usually reported as", icon: FileText },
    ],
  },
  {
    label: "In time",
    rooms: [
      {
        path: "escalation-rules",
        label: "Escalation rules",
        about: "Who is told of what is late",
        icon: TrendingUp,
      },
      { path: "sla", label: "Service levels", about: "How fast incidents are dealt with", icon: Timer },
    ],
  },
  {
    label: "Access and proof",
    rooms: [
      { path: "api-keys", label: "API keys", about: "What machines report with", icon: KeyRound },
      {
        path: "webhooks",
        label: "Webhooks",
        about: "Which machines are told of what happens",
        icon: Webhook,
        adminsOnly: true,
      },
      {
        path: "deliveries",
        label: "Deliveries",
        about: "What was sent to whom, and what could not be",
        icon: Send,
        adminsOnly: true,
      },
      {
        path: "audit",
        label: "Audit trail",
        about: "Who did what, and the proof of it",
        icon: ScrollText,
        adminsOnly: true,
      },
    ],
  },
];

/** The rooms that are open to somebody with this role, by group. */
export function roomsFor(role: Role): readonly RoomGroup[] {
  return ROOM_GROUPS.map(({ label, rooms }) => ({
    label,
    rooms: rooms.filter(({ adminsOnly = false }) => !adminsOnly || role === "ADMIN"),
  }));
}
