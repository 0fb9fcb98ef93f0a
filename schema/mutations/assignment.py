"""Mutations on automatic assignment."""

import strawberry

from schema import ids
from schema.context import Info
from schema.errors import UserError, mutation
from schema.mutations.escalation_inputs import rule_ids_of
from schema.mutations.incident_inputs import REASON, ReasonedInput
from schema.mutations.incident_payloads import IncidentPayload
from schema.mutations.incidents import decision_of
from schema.permissions import IsSignedIn, MayAdminister, MayAssign
from schema.types.assignment import AssignmentRule, assignment_rule_of
from schema.types.enums import Severity
from schema.types.incidents import incident_of
from siems.services.assignment_rules import AssignmentRuleDraft

_ERRORS = "Why nothing changed; else empty."
_NAME = "Unique in the organization; one line, at most 100 characters."
_SEVERITIES = "For incidents of any of these; empty: of all."
_SERVICES = "For incidents about any of these; empty: about anything or nothing."
_CATEGORIES = "For incidents of any of these kinds; empty: of all."
_TEAMS = "For incidents of any of these teams; empty: of all and of none."
_MINIMUM = "What the best must have, or nobody gets it: 0 to 100."
_ENABLED = "Whether it assigns anything."


@strawberry.input(description="Which incident to give to whoever suits it best.")
class AutoAssignIncidentInput(ReasonedInput):
    pass


@strawberry.input
class AssignmentRuleFields:
    severities: list[Severity] | None = strawberry.field(default=None, description=_SEVERITIES)
    service_ids: list[strawberry.ID] | None = strawberry.field(default=None, description=_SERVICES)
    category_ids: list[strawberry.ID] | None = strawberry.field(default=None, description=_CATEGORIES)
    team_ids: list[strawberry.ID] | None = strawberry.field(default=None, description=_TEAMS)
    minimum_score: int | None = strawberry.field(default=None, description=f"{_MINIMUM} A new rule asks for 0.")
    enabled: bool | None = strawberry.field(default=None, description=f"{_ENABLED} A new rule does.")


@strawberry.input(description="A rule to add.")
class CreateAssignmentRuleInput(AssignmentRuleFields):
    name: str = strawberry.field(description=_NAME)


@strawberry.input(description="New values for a rule; what is absent or null stays as it is.")
class UpdateAssignmentRuleInput(AssignmentRuleFields):
    assignment_rule_id: strawberry.ID = strawberry.field(description="Which rule.")
    name: str | None = strawberry.field(default=None, description=_NAME)


@strawberry.input(description="Which rule to do away with.")
class DeleteAssignmentRuleInput:
    assignment_rule_id: strawberry.ID = strawberry.field(description="Which rule.")
    reason: str | None = strawberry.field(default=None, description=REASON)


@strawberry.type(description="The incident as it is now, or why nothing changed.")
class AutoAssignIncidentPayload(IncidentPayload):
    pass


@strawberry.type
class AssignmentRulePayload:
    assignment_rule: AssignmentRule | None = strawberry.field(default=None, description="The rule as it is now.")
    errors: list[UserError] = strawberry.field(default_factory=list, description=_ERRORS)


@strawberry.type(description="The new rule, or why there is none.")
class CreateAssignmentRulePayload(AssignmentRulePayload):
    pass


@strawberry.type(description="The rule as it is now, or why nothing changed.")
class UpdateAssignmentRulePayload(AssignmentRulePayload):
    pass


@strawberry.type(description="Which rule is gone, or why nothing changed.")
class DeleteAssignmentRulePayload:
    deleted_id: strawberry.ID | None = strawberry.field(default=None, description="The id that the rule had.")
    errors: list[UserError] = strawberry.field(default_factory=list, description=_ERRORS)


@strawberry.type
class AssignmentMutations:
    @mutation(
        AutoAssignIncidentPayload,
        IsSignedIn,
        MayAssign,
        description="Gives an incident to the first of its suggested assignees who is eligible.",
    )
    async def auto_assign_incident(
        self, info: Info, input: AutoAssignIncidentInput
    ) -> AutoAssignIncidentPayload | None:
        incident = await info.context.app.assignment.auto_assign(info.context.caller, decision_of(input))
        return AutoAssignIncidentPayload(incident=incident_of(incident))

    @mutation(
        CreateAssignmentRulePayload,
        IsSignedIn,
        MayAdminister,
        description="Adds a rule, for what is reported from now on.",
    )
    async def create_assignment_rule(
        self, info: Info, input: CreateAssignmentRuleInput
    ) -> CreateAssignmentRulePayload | None:
        rule = await info.context.app.assignment_rules.create(info.context.caller, _draft_of(input))
        return CreateAssignmentRulePayload(assignment_rule=assignment_rule_of(rule))

    @mutation(UpdateAssignmentRulePayload, IsSignedIn, MayAdminister, description="Changes a rule.")
    async def update_assignment_rule(
        self, info: Info, input: UpdateAssignmentRuleInput
    ) -> UpdateAssignmentRulePayload | None:
        id = ids.decode("AssignmentRule", input.assignment_rule_id, "assignmentRuleId")
        rule = await info.context.app.assignment_rules.update(info.context.caller, id, _draft_of(input))
        return UpdateAssignmentRulePayload(assignment_rule=assignment_rule_of(rule))

    @mutation(
        DeleteAssignmentRulePayload,
        IsSignedIn,
        MayAdminister,
        description="Does away with a rule. What it has assigned stays so.",
    )
    async def delete_assignment_rule(
        self, info: Info, input: DeleteAssignmentRuleInput
    ) -> DeleteAssignmentRulePayload | None:
        id = ids.decode("AssignmentRule", input.assignment_rule_id, "assignmentRuleId")
        await info.context.app.assignment_rules.delete(info.context.caller, id, input.reason)
        return DeleteAssignmentRulePayload(deleted_id=input.assignment_rule_id)


def _draft_of(input: CreateAssignmentRuleInput | UpdateAssignmentRuleInput) -> AssignmentRuleDraft:
    return AssignmentRuleDraft(
        name=input.name,
        severities=input.severities,
        minimum_score=input.minimum_score,
        enabled=input.enabled,
        **rule_ids_of(input.service_ids, input.category_ids, input.team_ids),
    )
