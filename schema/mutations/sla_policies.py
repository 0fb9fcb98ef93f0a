"""Mutations on SLA policies."""

from typing import Any

import strawberry

from schema import ids
from schema.context import Info
from schema.errors import UserError, mutation
from schema.mutations.escalation_inputs import rule_ids_of
from schema.mutations.incident_inputs import REASON
from schema.permissions import IsSignedIn, MayAdminister
from schema.types.enums import Severity
from schema.types.sla import SlaPolicy, sla_policy_of
from siems.services.sla_policies import SAME, SlaPolicyDraft

_ERRORS = "Why nothing changed; else empty."
_NAME = "Unique in the organization; one line, at most 100 characters."
_SEVERITIES = "For incidents of any of these; empty: of all."
_SERVICES = "For incidents about any of these; empty: about anything or nothing."
_RESPOND = "Until work begins: 1 to 525,600, and no longer than to resolve; null: that is not promised."
_RESOLVE = "Until it is resolved: 1 to 525,600; null: that is not promised."
_CALENDAR = "Whose hours are counted; null: all hours."


@strawberry.input(description="A policy to add. It promises at least one of the two.")
class CreateSlaPolicyInput:
    name: str = strawberry.field(description=_NAME)
    severities: list[Severity] | None = strawberry.field(default=None, description=_SEVERITIES)
    service_ids: list[strawberry.ID] | None = strawberry.field(default=None, description=_SERVICES)
    respond_minutes: int | None = strawberry.field(default=None, description=_RESPOND)
    resolve_minutes: int | None = strawberry.field(default=None, description=_RESOLVE)
    calendar_id: strawberry.ID | None = strawberry.field(default=None, description=_CALENDAR)


@strawberry.input(
    description="New values for a policy; what is absent stays as it is, and so does what may not be null."
)
class UpdateSlaPolicyInput:
    sla_policy_id: strawberry.ID = strawberry.field(description="Which policy.")
    name: str | None = strawberry.field(default=None, description=_NAME)
    severities: list[Severity] | None = strawberry.field(default=None, description=_SEVERITIES)
    service_ids: list[strawberry.ID] | None = strawberry.field(default=None, description=_SERVICES)
    respond_minutes: int | None = strawberry.field(default=strawberry.UNSET, description=_RESPOND)
    resolve_minutes: int | None = strawberry.field(default=strawberry.UNSET, description=_RESOLVE)
    calendar_id: strawberry.ID | None = strawberry.field(default=strawberry.UNSET, description=_CALENDAR)


@strawberry.input(description="Which policy to do away with.")
class DeleteSlaPolicyInput:
    sla_policy_id: strawberry.ID = strawberry.field(description="Which policy.")
    reason: str | None = strawberry.field(default=None, description=REASON)


@strawberry.type
class SlaPolicyPayload:
    sla_policy: SlaPolicy | None = strawberry.field(default=None, description="The policy as it is now.")
    errors: list[UserError] = strawberry.field(default_factory=list, description=_ERRORS)


@strawberry.type(description="The new policy, or why there is none.")
class CreateSlaPolicyPayload(SlaPolicyPayload):
    pass


@strawberry.type(description="The policy as it is now, or why nothing changed.")
class UpdateSlaPolicyPayload(SlaPolicyPayload):
    pass


@strawberry.type(description="Which policy is gone, or why nothing changed.")
class DeleteSlaPolicyPayload:
    deleted_id: strawberry.ID | None = strawberry.field(default=None, description="The id that the policy had.")
    errors: list[UserError] = strawberry.field(default_factory=list, description=_ERRORS)


@strawberry.type
class SlaPolicyMutations:
    @mutation(
        CreateSlaPolicyPayload,
        IsSignedIn,
        MayAdminister,
        description="Adds a policy. Incidents that are not resolved follow it within moments.",
    )
    async def create_sla_policy(self, info: Info, input: CreateSlaPolicyInput) -> CreateSlaPolicyPayload | None:
        policy = await info.context.app.sla_policies.create(info.context.caller, _draft_of(input))
        return CreateSlaPolicyPayload(sla_policy=sla_policy_of(policy))

    @mutation(
        UpdateSlaPolicyPayload,
        IsSignedIn,
        MayAdminister,
        description="Changes a policy. Incidents that are not resolved follow it within moments.",
    )
    async def update_sla_policy(self, info: Info, input: UpdateSlaPolicyInput) -> UpdateSlaPolicyPayload | None:
        id = ids.decode("SlaPolicy", input.sla_policy_id, "slaPolicyId")
        policy = await info.context.app.sla_policies.update(info.context.caller, id, _draft_of(input))
        return UpdateSlaPolicyPayload(sla_policy=sla_policy_of(policy))

    @mutation(
        DeleteSlaPolicyPayload,
        IsSignedIn,
        MayAdminister,
        description="Does away with a policy. How it stood with incidents that are resolved stays.",
    )
    async def delete_sla_policy(self, info: Info, input: DeleteSlaPolicyInput) -> DeleteSlaPolicyPayload | None:
        id = ids.decode("SlaPolicy", input.sla_policy_id, "slaPolicyId")
        await info.context.app.sla_policies.delete(info.context.caller, id, input.reason)
        return DeleteSlaPolicyPayload(deleted_id=input.sla_policy_id)


def _draft_of(input: CreateSlaPolicyInput | UpdateSlaPolicyInput) -> SlaPolicyDraft:
    calendar_id = _given(input.calendar_id)
    if calendar_id is not None and calendar_id is not SAME:
        calendar_id = ids.decode("BusinessCalendar", calendar_id, "calendarId")
    return SlaPolicyDraft(
        name=input.name,
        severities=input.severities,
        service_ids=rule_ids_of(input.service_ids, None, None)["service_ids"],
        respond_minutes=_given(input.respond_minutes),
        resolve_minutes=_given(input.resolve_minutes),
        calendar_id=calendar_id,
    )


def _given(value: Any) -> Any:
    """The value, null too; what is absent stays as it is."""
    return SAME if value is strawberry.UNSET else value
