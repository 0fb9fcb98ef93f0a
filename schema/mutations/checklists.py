"""Mutations on the checklists of incidents."""

import strawberry

from schema import ids
from schema.context import Info
from schema.errors import mutation
from schema.mutations.incident_payloads import IncidentPayload
from schema.permissions import IsSignedIn
from schema.types.incidents import incident_of


@strawberry.input(description="What to tick off, or to take back.")
class TickChecklistItemInput:
    incident_id: strawberry.ID = strawberry.field(description="Which incident.")
    position: int = strawberry.field(description="Which item of its checklist.")
    ticked: bool = strawberry.field(default=True, description="True: it is done. False: it is to be done after all.")


@strawberry.type(description="The incident as it is now, or why nothing changed.")
class TickChecklistItemPayload(IncidentPayload):
    pass


@strawberry.type
class ChecklistMutations:
    @mutation(
        TickChecklistItemPayload,
        IsSignedIn,
        description="Ticks an item of an incident's checklist off, or takes that back; in every state but CLOSED.",
    )
    async def tick_checklist_item(self, info: Info, input: TickChecklistItemInput) -> TickChecklistItemPayload | None:
        id, checklists = ids.decode("Incident", input.incident_id, "incidentId"), info.context.app.checklists
        incident = await checklists.tick(info.context.caller, id, input.position, ticked=input.ticked)
        return TickChecklistItemPayload(incident=incident_of(incident))
