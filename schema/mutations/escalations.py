"""Mutations of escalation: escalating by hand, acknowledging, and marking what one was told as read."""

import strawberry

from schema import ids
from schema.context import Info
from schema.errors import UserError, mutation
from schema.mutations.incident_inputs import REASON, ReasonedInput
from schema.mutations.incident_payloads import IncidentPayload
from schema.permissions import IsSignedIn, MaySeeDirectory
from schema.types.escalation import Escalation, escalation_of
from schema.types.incidents import incident_of
from siems.domain.errors import ValidationFailed
from siems.services.incidents import Decision

_DESCRIPTION = "The incident and its escalation as they are now, or why nothing changed."


@strawberry.input(description="Which incident needs somebody else to look at it.")
class EscalateIncidentInput(ReasonedInput):
    pass


@strawberry.input(description="Which escalation somebody looks after.")
class AcknowledgeEscalationInput:
    escalation_id: strawberry.ID = strawberry.field(description="Which escalation.")
    reason: str | None = strawberry.field(default=None, description=REASON)


@strawberry.input(description="What one has read: either these, or all.")
class MarkNotificationsReadInput:
    ids: list[strawberry.ID] | None = strawberry.field(default=None, description="These notifications of yours.")
    all: bool | None = strawberry.field(default=None, description="True: all that you were told so far.")


@strawberry.type
class EscalationPayload(IncidentPayload):
    escalation: Escalation | None = strawberry.field(default=None, description="The escalation as it is now.")


@strawberry.type(description=_DESCRIPTION)
class EscalateIncidentPayload(EscalationPayload):
    pass


@strawberry.type(description=_DESCRIPTION)
class AcknowledgeEscalationPayload(EscalationPayload):
    pass


@strawberry.type(description="How many notifications were unread until now, or why nothing changed.")
class MarkNotificationsReadPayload:
    marked: int | None = strawberry.field(default=None, description="How many of them were unread until now.")
    unread_count: int | None = strawberry.field(default=None, description="How many still are.")
    errors: list[UserError] = strawberry.field(default_factory=list, description="Why nothing changed; else empty.")


@strawberry.type
class EscalationMutations:
    @mutation(
        EscalateIncidentPayload,
        IsSignedIn,
        description="Escalates by hand: tells whoever is on call and the team's manager, then all managers.",
    )
    async def escalate_incident(self, info: Info, input: EscalateIncidentInput) -> EscalateIncidentPayload | None:
        id = ids.decode("Incident", input.incident_id, "incidentId")
        decision = Decision(id, input.expected_version, input.reason)
        incident, escalation = await info.context.app.escalations.escalate(info.context.caller, decision)
        return EscalateIncidentPayload(incident=incident_of(incident), escalation=escalation_of(escalation))

    @mutation(
        AcknowledgeEscalationPayload,
        IsSignedIn,
        description="Says that somebody looks after the incident: its rules wait. Acknowledges all its escalations.",
    )
    async def acknowledge_escalation(
        self, info: Info, input: AcknowledgeEscalationInput
    ) -> AcknowledgeEscalationPayload | None:
        id = ids.decode("Escalation", input.escalation_id, "escalationId")
        escalations = info.context.app.escalations
        incident, escalation = await escalations.acknowledge(info.context.caller, id, input.reason)
        return AcknowledgeEscalationPayload(incident=incident_of(incident), escalation=escalation_of(escalation))

    @mutation(
        MarkNotificationsReadPayload, IsSignedIn, MaySeeDirectory, description="Marks what you were told as read."
    )
    async def mark_notifications_read(
        self, info: Info, input: MarkNotificationsReadInput
    ) -> MarkNotificationsReadPayload | None:
        if bool(input.all) == (input.ids is not None):
            raise ValidationFailed.of("ids", "Give either `ids`, or `all: true`.")
        chosen = None if input.ids is None else [ids.decode("Notification", id, "ids") for id in input.ids]
        notifications, caller = info.context.app.notifications, info.context.caller
        marked = await notifications.mark_read(caller, chosen)
        return MarkNotificationsReadPayload(marked=marked, unread_count=await notifications.unread(caller))
