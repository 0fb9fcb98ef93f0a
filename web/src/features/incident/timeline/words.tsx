import {
  BellRing,
  CheckCheck,
  CircleCheck,
  ClockAlert,
  FileText,
  Flag,
  Gauge,
  Hand,
  Hourglass,
  type LucideIcon,
  MessageSquare,
  Pencil,
  Play,
  Repeat2,
  RotateCcw,
  Siren,
  Square,
  SquareCheck,
  StickyNote,
  UserMinus,
  UserPlus,
  UserX,
} from "lucide-react";

import type { IncidentEntryFragment } from "../gql";
import { changesIn, type FieldChange, named, nounFor, type Values, valuesOf, wordFor } from "./values";

/** What an entry of the log reads as, behind who did it. */
export interface Said {
  readonly icon: LucideIcon;
  readonly words: React.ReactNode;
  /** What is shown below: what became of which field. */
  readonly changes: readonly FieldChange[];
  readonly tone?: "bad" | "warning" | "good";
}

/** An entry with its values at hand. */
interface Told {
  readonly before: Values;
  readonly after: Values;
  readonly actorName: string;
}

type Sentence = (told: Told) => Omit<Said, "changes"> & { readonly changes?: readonly FieldChange[] };

const STATUS_ONLY = ({ before, after }: Told) => changesIn(before, after).filter(({ field }) => field === "status");
const moved =
  (icon: LucideIcon, words: (told: Told) => React.ReactNode, tone?: Said["tone"]): Sentence =>
  (told) => ({ icon, words: words(told), changes: STATUS_ONLY(told), ...(tone && { tone }) });

function person(value: unknown) {
  return <strong>{named(value)?.name ?? "nobody"}</strong>;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

const SENTENCES: Record<string, Sentence> = {
  REPORTED: ({ after }) => ({
    icon: Flag,
    words: `reported it as ${wordFor("severity", after.severity) ?? "an incident"}${after.restricted ? ", restricted" : ""}`,
  }),
  ASSIGNED: moved(UserPlus, ({ after }) => <>assigned it to {person(after.assignee)}</>),
  REASSIGNED: moved(UserPlus, ({ before, after }) => (
    <>
      reassigned it from {person(before.assignee)} to {person(after.assignee)}
    </>
  )),
  UNASSIGNED: moved(UserMinus, ({ before }) => <>took it back from {person(before.assignee)}</>),
  CLAIMED: moved(Hand, () => "took it"),
  STARTED: moved(Play, () => "started to work on it"),
  RESOLVED: (told) => ({
    icon: CircleCheck,
    words: told.after.by_source === true ? "resolved it, as its source" : "resolved it",
    tone: "good",
    changes: changesIn(told.before, told.after).filter(({ field }) => field !== "by_source"),
  }),
  CLOSED: moved(CheckCheck, () => "closed it", "good"),
  REOPENED: moved(RotateCcw, () => "reopened it", "warning"),
  COMMENTED: ({ after }) => ({ icon: MessageSquare, words: `wrote: ${text(after.body)}` }),
  UPDATED: (told) => ({ icon: Pencil, words: "edited it", changes: changesIn(told.before, told.after) }),
  SEVERITY_CHANGED: (told) => ({
    icon: Gauge,
    words: "changed the severity",
    changes: changesIn(told.before, told.after),
  }),
  PARTICIPANT_ADDED: ({ after }) => ({ icon: UserPlus, words: <>brought in {person(after.participant)}</> }),
  PARTICIPANT_REMOVED: ({ after, actorName }) => ({
    icon: UserX,
    words: named(after.participant)?.name === actorName ? "left it" : <>took {person(after.participant)} out</>,
  }),
  ESCALATED: ({ after }) => ({
    icon: Siren,
    tone: "bad",
    words: `escalated it${named(after.rule) ? "" : " by hand"} to level ${wordFor("level", after.level) ?? "?"}`,
  }),
  ACKNOWLEDGED: () => ({ icon: BellRing, words: "acknowledged the escalation" }),
  LEFT_UNASSIGNED: ({ after }) => ({
    icon: UserX,
    words: `gave it to nobody${text(after.why) && `, since ${text(after.why)}`}`,
  }),
  SLA_AT_RISK: ({ after }) => ({ icon: Hourglass, tone: "warning", words: `${promise(after)} is at risk` }),
  SLA_BREACHED: ({ after }) => ({ icon: ClockAlert, tone: "bad", words: `${promise(after)} was broken` }),
  CHECKLIST_TICKED: ({ after }) => ({ icon: SquareCheck, words: <>ticked off “{text(after.text)}”</> }),
  CHECKLIST_UNTICKED: ({ after }) => ({ icon: Square, words: <>took the tick from “{text(after.text)}”</> }),
  EVENT_RECEIVED: ({ after }) => ({
    icon: Repeat2,
    words: `reported it again as ${wordFor("severity", after.reported_severity) ?? "an incident"}: ${text(after.summary)}`,
    changes: text(after.details) === "" ? [] : [{ field: "details", before: null, after: after.details }],
  }),
  POSTMORTEM_WRITTEN: ({ before, after }) => ({
    icon: FileText,
    words: after.version === 1 ? "wrote the postmortem" : `wrote version ${String(after.version)} of the postmortem`,
    changes: [{ field: "text", before: before.body ?? null, after: after.body ?? null }],
  }),
};

/** What an entry reads as. What this page does not know yet is told by its name, with all that changed. */
export function saidOf(entry: IncidentEntryFragment): Said {
  const told = { before: valuesOf(entry.before), after: valuesOf(entry.after), actorName: entry.actorName };
  const sentence = SENTENCES[entry.action];
  if (sentence !== undefined) return { changes: [], ...sentence(told) };
  const words = nounFor(entry.action.toLowerCase()).toLowerCase();
  return { icon: StickyNote, words: `noted: ${words}`, changes: changesIn(told.before, told.after) };
}

/** Who did it: a person, an integration, or SIEMS itself. */
export function whoDid({ actorKind, actorName }: Pick<IncidentEntryFragment, "actorKind" | "actorName">): string {
  if (actorKind === "SYSTEM") return "SIEMS";
  return actorKind === "INTEGRATION" ? `${actorName} (integration)` : actorName;
}

function promise(after: Values): string {
  const target = text(after.target) === "RESPOND" ? "respond" : "resolve";
  const policy = named(after.policy)?.name;
  return `The promise to ${target} in time${policy === undefined ? "" : ` (${policy})`}`;
}
