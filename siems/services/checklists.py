"""The checklists of incidents: reading them, and ticking things off."""

from uuid import UUID

from siems.domain.callers import Caller
from siems.domain.errors import ValidationFailed
from siems.domain.log import Action
from siems.domain.users import Power
from siems.models import ChecklistItem, Incident
from siems.repositories.unit_of_work import UnitsOfWork
from siems.services.incident_changes import IncidentChange
from siems.services.incident_lists import visibility_of
from siems.services.incidents import Decision, changing, refuse_if_closed


class ChecklistService:
    """Ticking conflicts with nobody: there is no new version."""

    def __init__(self, units: UnitsOfWork) -> None:
        self._units = units

    async def of_incidents(self, caller: Caller, ids: list[UUID]) -> dict[UUID, list[ChecklistItem]]:
        """The checklist of each of those of the incidents that the caller sees and that have one."""
        async with self._units.of(caller.user.organization_id) as work:
            return await work.checklists.of_incidents(ids, work.incidents.seen(visibility_of(caller)))

    async def tick(self, caller: Caller, incident_id: UUID, position: int, *, ticked: bool = True) -> Incident:
        """Says that something is done, or that it is not, in every state but CLOSED. What is so already stays so."""
        async with changing(self._units, caller, Decision(incident_id), Power.TICK) as change:
            refuse_if_closed(change.incident)
            item = await _item(change, position)
            if (item.ticked_at is not None) is not ticked:
                await _mark(change, item, ticked)
        return change.incident


async def _item(change: IncidentChange, position: int) -> ChecklistItem:
    items = await change.work.checklists.of_incident(change.incident.id)
    for item in items:
        if item.position == position:
            return item
    there = f"The checklist of {change.incident.key} has the positions 1 to {len(items)}; this is {position}."
    raise ValidationFailed.of("position", there if items else f"{change.incident.key} has no checklist.")


async def _mark(change: IncidentChange, item: ChecklistItem, ticked: bool) -> None:
    item.ticked_at, item.ticked_by_id = (change.at, change.actor.id) if ticked else (None, None)
    await change.work.checklists.store(item, "ticked_at", "ticked_by_id")
    action = Action.CHECKLIST_TICKED if ticked else Action.CHECKLIST_UNTICKED
    await change.remark(action, {"position": item.position, "text": item.text})
