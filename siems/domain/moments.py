"""When what happened to an incident: the moments that its row keeps follow from the entries of its log."""

from datetime import datetime
from typing import Protocol

from siems.domain.incidents import IncidentStatus
from siems.domain.log import Action


class Moments(Protocol):
    """The moments that only the first of several acts sets."""

    acknowledged_at: datetime | None
    started_at: datetime | None


def moments_of(
    action: str, at: datetime, so_far: Moments, status: IncidentStatus | None = None
) -> dict[str, datetime | None]:
    """The moments, by column, that an act of this kind at `at` sets or takes back; `status` is what it leads to.

    What its source resolved before anybody began is IN_PROGRESS for the first time when it is reopened.
    """
    acknowledged: dict[str, datetime | None] = {"acknowledged_at": so_far.acknowledged_at or at}
    match action:
        case Action.ASSIGNED | Action.REASSIGNED:
            return {"assigned_at": at}
        case Action.ACKNOWLEDGED:
            return acknowledged
        case Action.CLAIMED:
            return {"assigned_at": at, **acknowledged}
        case Action.UNASSIGNED:
            return {"assigned_at": None}
        case Action.STARTED:
            return {"started_at": so_far.started_at or at, **acknowledged}
        case Action.RESOLVED:
            return {"resolved_at": at}
        case Action.REOPENED:
            begun = {"started_at": so_far.started_at or at} if status is IncidentStatus.IN_PROGRESS else {}
            return {"resolved_at": None, **begun}
        case Action.CLOSED:
            return {"closed_at": at}
    return {}
