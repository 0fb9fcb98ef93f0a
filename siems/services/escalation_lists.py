"""What has been escalated, as far as somebody may see it."""

from uuid import UUID

from siems.domain.callers import Caller
from siems.domain.errors import NotFound
from siems.models import Escalation
from siems.repositories.keyset import Page, PageRequest
from siems.repositories.unit_of_work import UnitsOfWork
from siems.services.incident_lists import visibility_of


class EscalationLists:
    """Whoever sees an incident sees its escalations."""

    def __init__(self, units: UnitsOfWork) -> None:
        self._units = units

    async def page(self, caller: Caller, request: PageRequest, incident_id: UUID | None = None) -> Page[Escalation]:
        """Escalations, newest first; of one incident, if it is given.

        Raises NotFound for an incident that the caller may not see.
        """
        visibility = visibility_of(caller)
        async with self._units.of(caller.user.organization_id) as work:
            if incident_id is not None and await work.incidents.visible(incident_id, visibility) is None:
                raise NotFound(work.incidents.noun, "incidentId")
            return await work.escalations.page(request, work.incidents.seen(visibility), incident_id)

    async def by_ids(self, caller: Caller, ids: list[UUID]) -> dict[UUID, Escalation]:
        """Those of the escalations that the caller may see, by id."""
        async with self._units.of(caller.user.organization_id) as work:
            return await work.escalations.seen_by_ids(ids, work.incidents.seen(visibility_of(caller)))

    async def notified(self, caller: Caller, ids: list[UUID]) -> dict[UUID, list[UUID]]:
        """Who was told of each of the escalations that the caller may see and that anybody was told of."""
        async with self._units.of(caller.user.organization_id) as work:
            return await work.notifications.told(ids, work.incidents.seen(visibility_of(caller)))
