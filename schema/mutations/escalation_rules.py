"""Mutations on escalation rules."""

import strawberry

from schema import ids
from schema.context import Info
from schema.errors import UserError, mutation
from schema.mutations.escalation_inputs import (
    CreateEscalationRuleInput,
    DeleteEscalationRuleInput,
    UpdateEscalationRuleInput,
    draft_of,
)
from schema.permissions import IsSignedIn, MayAdminister
from schema.types.escalation_rules import EscalationRule, escalation_rule_of

_ERRORS = "Why nothing changed; else empty."


@strawberry.type
class EscalationRulePayload:
    escalation_rule: EscalationRule | None = strawberry.field(default=None, description="The rule as it is now.")
    errors: list[UserError] = strawberry.field(default_factory=list, description=_ERRORS)


@strawberry.type(description="The new rule, or why there is none.")
class CreateEscalationRulePayload(EscalationRulePayload):
    pass


@strawberry.type(description="The rule as it is now, or why nothing changed.")
class UpdateEscalationRulePayload(EscalationRulePayload):
    pass


@strawberry.type(description="Which rule is gone, or why nothing changed.")
class DeleteEscalationRulePayload:
    deleted_id: strawberry.ID | None = strawberry.field(default=None, description="The id that the rule had.")
    errors: list[UserError] = strawberry.field(default_factory=list, description=_ERRORS)


@strawberry.type
class EscalationRuleMutations:
    @mutation(CreateEscalationRulePayload, IsSignedIn, MayAdminister, description="Adds a rule, active from now on.")
    async def create_escalation_rule(
        self, info: Info, input: CreateEscalationRuleInput
    ) -> CreateEscalationRulePayload | None:
        rule = await info.context.app.escalation_rules.create(info.context.caller, draft_of(input))
        return CreateEscalationRulePayload(escalation_rule=escalation_rule_of(rule))

    @mutation(
        UpdateEscalationRulePayload,
        IsSignedIn,
        MayAdminister,
        description="Changes a rule. With another condition, or enabled again, it counts time from now on.",
    )
    async def update_escalation_rule(
        self, info: Info, input: UpdateEscalationRuleInput
    ) -> UpdateEscalationRulePayload | None:
        id = ids.decode("EscalationRule", input.escalation_rule_id, "escalationRuleId")
        rule = await info.context.app.escalation_rules.update(info.context.caller, id, draft_of(input))
        return UpdateEscalationRulePayload(escalation_rule=escalation_rule_of(rule))

    @mutation(
        DeleteEscalationRulePayload,
        IsSignedIn,
        MayAdminister,
        description="Does away with a rule. What it has escalated stays.",
    )
    async def delete_escalation_rule(
        self, info: Info, input: DeleteEscalationRuleInput
    ) -> DeleteEscalationRulePayload | None:
        id = ids.decode("EscalationRule", input.escalation_rule_id, "escalationRuleId")
        await info.context.app.escalation_rules.delete(info.context.caller, id, input.reason)
        return DeleteEscalationRulePayload(deleted_id=input.escalation_rule_id)
