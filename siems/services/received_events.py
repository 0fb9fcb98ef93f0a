"""Events: what is reported again of an incident that is not resolved yet. Cheap, since machines say it in storms."""

from collections.abc import Mapping
from typing import Any

from siems.domain.callers import Caller
from siems.domain.errors import ValidationFailed
from siems.domain.log import Action
from siems.models import Incident
from siems.repositories.unit_of_work import UnitOfWork
from siems.services.incident_changes import IncidentChange
from siems.services.incident_lists import visibility_of
from siems.services.sla_events import note_overdue

LONGEST_DETAILS = 5_000
"""So many characters of a description stand in the entry of an event."""


async def merged(work: UnitOfWork, caller: Caller, values: Mapping[str, Any]) -> Incident | None:
    """Makes what is reported, by column, an event of the oldest unresolved incident with its dedup key that the caller
    sees, and raises the severity to what is reported. None if there is no such incident."""
    incident = await work.incidents.locked_with(values["dedup_key"], visibility_of(caller))
    if incident is None:
        return None
    _must_stay_hidden(incident, values)
    change, worse = IncidentChange(work, caller.actor, incident), values["severity"] > incident.severity
    if worse:
        await note_overdue(work, incident)  # first, so that the log has it before there are other due times
    await change.note(Action.EVENT_RECEIVED, _event(incident, values))
    if worse:
        await change.record(Action.SEVERITY_CHANGED, changes={"severity": values["severity"]})
    return incident


def _event(incident: Incident, values: Mapping[str, Any]) -> dict[str, Any]:
    """What the log keeps of an event: a description only if it is not the incident's, which most events repeat."""
    details: str = values["description"]
    kept = details if len(details) <= LONGEST_DETAILS else f"{details[: LONGEST_DETAILS - 1]}…"
    said = {"summary": values["title"], "reported_severity": values["severity"].name}
    return {**said, **({"details": kept} if details and details != incident.description else {})}


def _must_stay_hidden(incident: Incident, values: Mapping[str, Any]) -> None:
    if values["restricted"] and not incident.restricted:
        message = f"{incident.key} has this dedup key and is not restricted: restrict it, or report under another key."
        raise ValidationFailed.of("restricted", message)
