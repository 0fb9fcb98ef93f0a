"""Service levels as the API shows them."""

from datetime import datetime

import strawberry

from schema.types.enums import SlaState
from siems import models
from siems.domain.sla import SlaTarget
from siems.services import sla_tracking


@strawberry.type(description="Something that a service level promises for an incident.")
class SlaPromise:
    due_at: datetime = strawberry.field(description="Until when it is to be done.")
    at_risk_at: datetime = strawberry.field(description="When 80 % of the time has passed.")
    state: SlaState = strawberry.field(description="How it stands, as the incident's log says.")


@strawberry.type(description="What service levels promise for an incident.")
class IncidentSla:
    state: SlaState = strawberry.field(description="The worse of the two.")
    respond: SlaPromise | None = strawberry.field(description="That work begins.")
    resolve: SlaPromise | None = strawberry.field(description="That it is resolved.")


def incident_sla_of(row: models.Incident) -> IncidentSla | None:
    if row.sla is None:
        return None
    return IncidentSla(
        state=row.sla,
        respond=_promise(SlaTarget.RESPOND, row),
        resolve=_promise(SlaTarget.RESOLVE, row),
    )


def _promise(target: SlaTarget, row: models.Incident) -> SlaPromise | None:
    if (state := sla_tracking.state_of(target, row)) is None:
        return None
    return SlaPromise(
        due_at=sla_tracking.due_at(target, row), at_risk_at=sla_tracking.at_risk_at(target, row), state=state
    )
