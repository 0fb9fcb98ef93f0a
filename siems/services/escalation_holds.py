"""Acknowledging: all later steps of the ladder wait, since somebody looks after the incident."""

from siems.domain.callers import Caller
from siems.domain.log import Action
from siems.services.incident_changes import IncidentChange


async def hold(change: IncidentChange, caller: Caller) -> None:
    """Acknowledges all escalations of an unresolved incident, and holds what comes next. Nothing changes if that is
    done already in this round, and nothing was escalated since."""
    incident, at = change.incident, change.at
    acknowledged = await change.work.escalations.acknowledge(incident.id, at, caller.user.id, caller.user.name)
    if not acknowledged and incident.hold_began_at is not None:
        return
    after = {"escalations": [str(id) for id in sorted(acknowledged)]}
    await change.remark(Action.ACKNOWLEDGED, after, columns={"acknowledged_at": incident.acknowledged_at or at})
