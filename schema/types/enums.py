"""The domain's enums as the API names them: import them from here, so that each is registered before its first use."""

import strawberry

from siems.domain.incidents import IncidentStatus, Severity
from siems.domain.log import ActorKind, Origin
from siems.domain.users import Role
from siems.services.incident_lists import IncidentOrderField

__all__ = ["ActorKind", "IncidentOrderField", "IncidentStatus", "Origin", "Role", "Severity"]

strawberry.enum(Role, description="What a person is in the organization.")
strawberry.enum(Severity, description="How bad it is.")
strawberry.enum(IncidentStatus, description="Where an incident stands in its lifecycle.")
strawberry.enum(ActorKind, description="Who or what acted.")
strawberry.enum(IncidentOrderField, description="What a list of incidents is ordered by.")
strawberry.enum(
    Origin,
    name="LogOrigin",
    description="LIVE: it happened here. IMPORTED: told by another system. INFERRED: a step its log skipped.",
)
