import type {
  AdminRuleFragment,
  EscalationAction,
  EscalationTargetKind,
  Severity,
  SimulateEscalationRuleInput,
} from "../gql";

export interface TargetDraft {
  readonly kind: EscalationTargetKind;
  /** The person, for USER. */
  readonly user: { readonly id: string; readonly name: string } | null;
}

export interface StepDraft {
  readonly delayMinutes: number;
  readonly targets: readonly TargetDraft[];
  readonly actions: readonly EscalationAction[];
}

/** A rule as it is edited, named as the inputs of the API name it. */
export interface RuleDraft extends Record<string, unknown> {
  name: string;
  enabled: boolean;
  strategy: string;
  afterMinutes: number;
  parameters: Readonly<Record<string, unknown>>;
  severities: readonly Severity[];
  serviceIds: readonly string[];
  categoryIds: readonly string[];
  teamIds: readonly string[];
  steps: readonly StepDraft[];
  /** How often the ladder is climbed again; 0 is never. */
  repeat: { readonly times: number; readonly everyMinutes: number };
  acknowledgeTimeoutMinutes: number;
}

export const FIRST_STEP: StepDraft = {
  delayMinutes: 0,
  targets: [{ kind: "ON_CALL", user: null }],
  actions: ["NOTIFY"],
};

export const NEW_RULE: RuleDraft = {
  name: "",
  enabled: true,
  strategy: "UNASSIGNED",
  afterMinutes: 15,
  parameters: {},
  severities: [],
  serviceIds: [],
  categoryIds: [],
  teamIds: [],
  steps: [FIRST_STEP],
  repeat: { times: 0, everyMinutes: 30 },
  acknowledgeTimeoutMinutes: 30,
};

export function draftOf(rule: AdminRuleFragment): RuleDraft {
  const { name, enabled, strategy, afterMinutes, severities, steps, repeat, acknowledgeTimeoutMinutes } = rule;
  const ids = (things: readonly { readonly id: string }[]) => things.map(({ id }) => id);
  return {
    name,
    enabled,
    strategy,
    afterMinutes,
    severities,
    steps: steps.map(({ delayMinutes, targets, actions }) => ({ delayMinutes, targets, actions })),
    acknowledgeTimeoutMinutes,
    parameters: rule.parameters as Record<string, unknown>,
    serviceIds: ids(rule.services),
    categoryIds: ids(rule.categories),
    teamIds: ids(rule.teams),
    repeat: repeat ?? NEW_RULE.repeat,
  };
}

/** The rule as the API takes it, without what is no matter for a simulation. */
export function inputOf(draft: RuleDraft): SimulateEscalationRuleInput {
  const { strategy, afterMinutes, parameters, repeat, acknowledgeTimeoutMinutes } = draft;
  return {
    strategy,
    afterMinutes,
    parameters,
    acknowledgeTimeoutMinutes,
    repeat: { ...repeat },
    severities: [...draft.severities],
    serviceIds: [...draft.serviceIds],
    categoryIds: [...draft.categoryIds],
    teamIds: [...draft.teamIds],
    steps: draft.steps.map(({ delayMinutes, targets, actions }) => ({
      delayMinutes,
      actions: [...actions],
      targets: actions.includes("NOTIFY") ? targets.map(({ kind, user }) => ({ kind, userId: user?.id ?? null })) : [],
    })),
  };
}
