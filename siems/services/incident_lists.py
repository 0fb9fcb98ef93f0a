"""Finding incidents and reading their logs."""

from uuid import UUID

from siems.domain.callers import Caller
from siems.domain.errors import NotFound
from siems.domain.users import Integration, Power
from siems.domain.visibility import Visibility
from siems.models import Incident, IncidentLog
from siems.repositories.incidents import IncidentCriteria, IncidentOrderField
from siems.repositories.keyset import Keyset, Page, PageRequest
from siems.repositories.search_matching import SEARCHING
from siems.repositories.unit_of_work import UnitOfWork, UnitsOfWork

__all__ = ["IncidentCriteria", "IncidentLists", "IncidentOrderField", "Keyset", "Page", "PageRequest", "visibility_of"]


def visibility_of(caller: Caller) -> Visibility:
    machine = isinstance(caller.user, Integration)
    return Visibility(caller.user.id, caller.user.may(Power.SEE_RESTRICTED), only_reported=machine)


class IncidentLists:
    """What a caller may see of the incidents."""

    def __init__(self, units: UnitsOfWork) -> None:
        self._units = units

    async def find(self, caller: Caller, id: UUID) -> Incident | None:
        """The incident, or None if there is none that the caller may see."""
        async with self._units.of(caller.user.organization_id) as work:
            return await work.incidents.visible(id, visibility_of(caller))

    async def by_ids(self, caller: Caller, ids: list[UUID]) -> dict[UUID, Incident]:
        """Those of the incidents that the caller may see, by id."""
        async with self._units.of(caller.user.organization_id) as work:
            return await work.incidents.visible_by_ids(ids, visibility_of(caller))

    async def page(
        self, caller: Caller, request: PageRequest, criteria: IncidentCriteria, order: Keyset
    ) -> Page[Incident]:
        async with self._units.of(caller.user.organization_id, _settings(criteria)) as work:
            return await work.incidents.page(request, criteria, order, visibility_of(caller))

    async def count(self, caller: Caller, criteria: IncidentCriteria) -> int:
        async with self._units.of(caller.user.organization_id, _settings(criteria)) as work:
            return await work.incidents.count(criteria, visibility_of(caller))

    async def log(
        self, caller: Caller, id: UUID, after: int, limit: int, *, before: int | None = None, backwards: bool = False
    ) -> list[IncidentLog]:
        """Up to `limit` entries of the incident's log behind the sequence `after` and before the sequence `before`.

        They are the first of those, or the last ones if `backwards`.

        Raises NotFound for an incident that the caller may not see.
        """
        async with self._units.of(caller.user.organization_id) as work:
            await _must_see(work, caller, id)
            entries = await work.incident_log.page(id, after, limit, before=before, backwards=backwards)
            # Again, since every statement sees what was committed before it: who loses sight in between would read
            # what was written after that.
            await _must_see(work, caller, id)
            return entries

    async def added_participants(self, caller: Caller, ids: list[UUID]) -> dict[UUID, list[UUID]]:
        """Who was added to each of those of the incidents that the caller sees and that anybody was added to."""
        async with self._units.of(caller.user.organization_id) as work:
            return await work.incidents.added_to(ids, visibility_of(caller))


def _settings(criteria: IncidentCriteria) -> dict[str, str]:
    return {} if criteria.text is None else SEARCHING


async def _must_see(work: UnitOfWork, caller: Caller, id: UUID) -> None:
    if await work.incidents.visible(id, visibility_of(caller)) is None:
        raise NotFound("incident", "incidentId")
