"""The mutation on what was learnt from an incident."""

import strawberry

from schema import ids
from schema.context import Info
from schema.errors import mutation
from schema.mutations.incident_payloads import IncidentPayload
from schema.permissions import IsSignedIn
from schema.types.incidents import incident_of
from schema.types.postmortems import Postmortem, postmortem_of
from siems.services.postmortems import Draft


@strawberry.input(description="What was learnt from which incident.")
class WritePostmortemInput:
    incident_id: strawberry.ID = strawberry.field(description="Which incident; it is resolved.")
    body: str = strawberry.field(description="Markdown, kept as it is; 1 to 50,000 characters.")
    expected_version: int | None = strawberry.field(
        default=None,
        description="The version of the postmortem that you wrote on; none if there was none. Refused as CONFLICT if "
        "it is another by now.",
    )


@strawberry.type(description="The incident with its postmortem, or why nothing changed.")
class WritePostmortemPayload(IncidentPayload):
    postmortem: Postmortem | None = strawberry.field(default=None, description="The postmortem as it is now.")


@strawberry.type
class ReviewMutations:
    @mutation(
        WritePostmortemPayload,
        IsSignedIn,
        description="Saves what was learnt from an incident that is resolved. The same text again changes nothing.",
    )
    async def write_postmortem(self, info: Info, input: WritePostmortemInput) -> WritePostmortemPayload | None:
        incident_id = ids.decode("Incident", input.incident_id, "incidentId")
        draft = Draft(incident_id, input.body, input.expected_version)
        incident, postmortem = await info.context.app.postmortems.write(info.context.caller, draft)
        return WritePostmortemPayload(incident=incident_of(incident), postmortem=postmortem_of(postmortem))
