import { SEVERITY_LABELS } from "@/components/Severity";

import type { AdminRuleFragment, AdminStrategiesQuery, EscalationAction, EscalationTargetKind, Severity } from "../gql";
import { spell } from "../room/spell";
import type { StepDraft, TargetDraft } from "./draft";

export type Strategy = NonNullable<AdminStrategiesQuery["escalationStrategies"]>[number];

export const TARGET_LABELS: Record<EscalationTargetKind, string> = {
  ASSIGNEE: "Assignee",
  ON_CALL: "On call",
  TEAM_MANAGER: "Team manager",
  ALL_MANAGERS: "All managers",
  USER: "Somebody",
};

export const ACTION_LABELS: Record<EscalationAction, string> = {
  NOTIFY: "Notify",
  RAISE_SEVERITY: "Raise severity",
  REASSIGN_TO_ON_CALL: "Reassign to on call",
};

interface Matching {
  readonly severities: readonly Severity[];
  readonly services: readonly string[];
  readonly categories: readonly string[];
  readonly teams: readonly string[];
}

/** Which incidents a rule is for: "Critical or high incidents about Payments". */
export function whichIncidents({ severities, services, categories, teams }: Matching): string {
  const bad = severities.map((severity) => SEVERITY_LABELS[severity].toLowerCase());
  const said = [
    bad.length > 0 ? `${oneOf(bad)} incidents` : "all incidents",
    services.length > 0 ? `about ${oneOf(services)}` : "",
    categories.length > 0 ? `of the kind ${oneOf(categories)}` : "",
    teams.length > 0 ? `of team ${oneOf(teams)}` : "",
  ];
  return capital(said.filter((part) => part !== "").join(" "));
}

/** What must be so before a ladder starts: "unassigned for 15 min", "at 80 % of their time to resolve". */
export function whenItStarts(rule: Condition, strategies: readonly Strategy[]): string {
  const { strategy, afterMinutes, parameters } = rule;
  if (strategy === "SLA_CONSUMED") {
    const { percent, target } = parameters as { percent?: number; target?: string };
    const later = afterMinutes > 0 ? ` and ${spell(afterMinutes)} later` : "";
    return `at ${percent ?? "…"} % of their ${target ? `time to ${target.toLowerCase()}` : "SLA"}${later}`;
  }
  const described = strategies.find(({ name }) => name === strategy)?.described ?? strategy;
  return afterMinutes > 0 ? `${described} for ${spell(afterMinutes)}` : `as soon as they are ${described}`;
}

export interface Condition {
  readonly strategy: string;
  readonly afterMinutes: number;
  readonly parameters: unknown;
}

/** What a rule is for in one sentence. */
export function sentenceOf(rule: AdminRuleFragment, strategies: readonly Strategy[]): string {
  const names = (things: readonly { readonly name: string }[]) => things.map(({ name }) => name);
  const { severities, services, categories, teams } = rule;
  const which = whichIncidents({
    severities,
    services: names(services),
    categories: names(categories),
    teams: names(teams),
  });
  return `${which}, ${whenItStarts(rule, strategies)}`;
}

/** What a step does: "on call and the team manager are told", "severity is raised". */
export function whatHappens({ targets, actions }: StepDraft): string {
  const said = [
    actions.includes("NOTIFY") && `tell ${and(targets.map(nameOf)) || "nobody yet"}`,
    actions.includes("RAISE_SEVERITY") && "raise the severity by one",
    actions.includes("REASSIGN_TO_ON_CALL") && "give it to whoever is on call",
  ];
  return and(said.filter((part) => part !== false)) || "do nothing yet";
}

/** Whom a target is, within a sentence. */
export function nameOf({ kind, user }: TargetDraft): string {
  switch (kind) {
    case "ASSIGNEE":
      return "the assignee";
    case "ON_CALL":
      return "whoever is on call";
    case "TEAM_MANAGER":
      return "the team's manager";
    case "ALL_MANAGERS":
      return "all managers";
    case "USER":
      return user?.name ?? "somebody";
  }
}

function and(parts: readonly string[]): string {
  return parts.length > 1 ? `${parts.slice(0, -1).join(", ")} and ${parts.at(-1) ?? ""}` : (parts[0] ?? "");
}

function oneOf(parts: readonly string[]): string {
  return parts.length > 1 ? `${parts.slice(0, -1).join(", ")} or ${parts.at(-1) ?? ""}` : (parts[0] ?? "");
}

function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
