"""Mutations on who takes part in an incident."""

import strawberry

from schema import ids
from schema.context import Info
from schema.errors import UserError, mutation
from schema.mutations.incident_inputs import REASON
from schema.mutations.incident_payloads import IncidentPayload
from schema.permissions import IsSignedIn
from schema.types.incidents import Incident, incident_of
from siems.services.incidents import Decision


@strawberry.input
class ParticipantInput:
    incident_id: strawberry.ID = strawberry.field(description="Which incident.")
    user_id: strawberry.ID = strawberry.field(description="Who.")
    reason: str | None = strawberry.field(default=None, description=REASON)


@strawberry.input(description="Who shall take part in which incident.")
class AddParticipantInput(ParticipantInput):
    pass


@strawberry.input(description="Who shall no longer take part in which incident.")
class RemoveParticipantInput(ParticipantInput):
    pass


@strawberry.type(description="The incident as it is now, or why nothing changed.")
class AddParticipantPayload(IncidentPayload):
    pass


@strawberry.type(description="The incident as it is now, or why nothing changed.")
class RemoveParticipantPayload:
    incident: Incident | None = strawberry.field(
        default=None, description="The incident as it is now; null also for who left one that they no longer see."
    )
    errors: list[UserError] = strawberry.field(default_factory=list, description="Why nothing changed; else empty.")


@strawberry.type
class ParticipantMutations:
    @mutation(AddParticipantPayload, IsSignedIn, description="Brings somebody into an incident, in any state of it.")
    async def add_participant(self, info: Info, input: AddParticipantInput) -> AddParticipantPayload | None:
        participants, caller = info.context.app.participants, info.context.caller
        incident = await participants.add(caller, _decision(input), ids.decode("User", input.user_id, "userId"))
        return AddParticipantPayload(incident=incident_of(incident))

    @mutation(
        RemoveParticipantPayload,
        IsSignedIn,
        description="Takes somebody out of an incident who was added to it, in any state of it.",
    )
    async def remove_participant(self, info: Info, input: RemoveParticipantInput) -> RemoveParticipantPayload | None:
        participants, caller = info.context.app.participants, info.context.caller
        incident = await participants.remove(caller, _decision(input), ids.decode("User", input.user_id, "userId"))
        return RemoveParticipantPayload(incident=None if incident is None else incident_of(incident))


def _decision(input: ParticipantInput) -> Decision:
    return Decision(ids.decode("Incident", input.incident_id, "incidentId"), reason=input.reason)
