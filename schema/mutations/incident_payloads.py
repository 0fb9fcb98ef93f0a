"""What the mutations on incidents answer: the incident as it is now, or why nothing changed."""

import strawberry

from schema.errors import UserError
from schema.types.incidents import Incident

MERGED = "True if the incident was there already, unresolved and with this dedup key: see the last entry of its log."
_DESCRIPTION = "The incident as it is now, or why nothing changed."


@strawberry.type
class IncidentPayload:
    incident: Incident | None = strawberry.field(default=None, description="The incident as it is now.")
    errors: list[UserError] = strawberry.field(default_factory=list, description="Why nothing changed; else empty.")


@strawberry.type(description=_DESCRIPTION)
class ReportIncidentPayload(IncidentPayload):
    merged: bool = strawberry.field(default=False, description=MERGED)


@strawberry.type(description=_DESCRIPTION)
class AssignIncidentPayload(IncidentPayload):
    pass


@strawberry.type(description=_DESCRIPTION)
class UnassignIncidentPayload(IncidentPayload):
    pass


@strawberry.type(description=_DESCRIPTION)
class ClaimIncidentPayload(IncidentPayload):
    pass


@strawberry.type(description=_DESCRIPTION)
class StartIncidentPayload(IncidentPayload):
    pass


@strawberry.type(description=_DESCRIPTION)
class ResolveIncidentPayload(IncidentPayload):
    pass


@strawberry.type(description=_DESCRIPTION)
class CloseIncidentPayload(IncidentPayload):
    pass


@strawberry.type(description=_DESCRIPTION)
class ReopenIncidentPayload(IncidentPayload):
    pass


@strawberry.type(description=_DESCRIPTION)
class AddCommentPayload(IncidentPayload):
    pass


@strawberry.type(description=_DESCRIPTION)
class ChangeSeverityPayload(IncidentPayload):
    pass


@strawberry.type(description=_DESCRIPTION)
class UpdateIncidentPayload(IncidentPayload):
    pass
