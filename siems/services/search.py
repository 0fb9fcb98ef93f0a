"""Searching incidents, and finding what is like one."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from siems.domain.callers import Caller
from siems.domain.search import Highlight, RankedPlace, SearchField, TextQuery
from siems.domain.text import DESCRIPTION, TITLE, Checks
from siems.models import Incident
from siems.models.base import new_id
from siems.repositories.incidents import IncidentCriteria
from siems.repositories.search_index import Subject
from siems.repositories.search_matching import SEARCHING
from siems.repositories.unit_of_work import UnitOfWork, UnitsOfWork
from siems.services.incident_lists import visibility_of

__all__ = ["MOST_SIMILAR", "Found", "FoundPage", "RankedPlace", "SearchField", "SearchService", "Similar", "TextQuery"]

MOST_SIMILAR = 20


@dataclass(frozen=True)
class Found:
    """An incident that matches, how well, and where."""

    incident: Incident
    place: RankedPlace
    highlights: Sequence[Highlight]


@dataclass(frozen=True)
class FoundPage:
    """What matches, the best first, and whether there is more."""

    found: list[Found]
    has_next: bool


@dataclass(frozen=True)
class Similar:
    """An incident that is like another one, and how much: up to 100."""

    incident: Incident
    score: int


class SearchService:
    """What a caller may see of the incidents, by what is written in them."""

    def __init__(self, units: UnitsOfWork) -> None:
        self._units = units

    async def page(
        self, caller: Caller, query: TextQuery, criteria: IncidentCriteria, after: RankedPlace | None, limit: int
    ) -> FoundPage:
        visibility = visibility_of(caller)
        async with self._units.of(caller.user.organization_id, SEARCHING) as work:
            places = await work.search.page(query, criteria, visibility, after, limit + 1)
            ids = [place.id for place in places[:limit]]
            # Read last: an engine of its own may know of an incident what is no longer so.
            highlights = await work.search.highlights(query, ids, visibility) if ids else {}
            rows = await work.incidents.visible_by_ids(ids, visibility) if ids else {}
        found = [
            Found(rows[place.id], place, highlights.get(place.id, ())) for place in places[:limit] if place.id in rows
        ]
        return FoundPage(found, has_next=len(places) > limit)

    async def count(self, caller: Caller, query: TextQuery, criteria: IncidentCriteria) -> int:
        async with self._units.of(caller.user.organization_id, SEARCHING) as work:
            return await work.search.count(query, criteria, visibility_of(caller))

    async def similar(
        self, caller: Caller, title: str, description: str | None, service_id: UUID | None, limit: int
    ) -> list[Similar]:
        """Incidents like one that is being reported, the likest first."""
        checks = Checks()
        subject = Subject(
            new_id(),
            checks.text("title", title, TITLE),
            checks.text("description", description, DESCRIPTION),
            service_id,
        )
        checks.done()
        async with self._units.of(caller.user.organization_id) as work:
            return (await _similar(work, caller, [subject], limit)).get(subject.id, [])

    async def similar_to(self, caller: Caller, ids: list[UUID]) -> dict[UUID, list[Similar]]:
        """For each of those of the incidents that the caller sees, up to MOST_SIMILAR that are like it."""
        async with self._units.of(caller.user.organization_id) as work:
            rows = (await work.incidents.visible_by_ids(ids, visibility_of(caller))).values()
            subjects = [Subject(row.id, row.title, row.description, row.service_id) for row in rows]
            return await _similar(work, caller, subjects, MOST_SIMILAR)


async def _similar(
    work: UnitOfWork, caller: Caller, subjects: Sequence[Subject], limit: int
) -> dict[UUID, list[Similar]]:
    visibility = visibility_of(caller)
    likenesses = await work.search.similar(subjects, visibility, limit)
    ids = {likeness.id for found in likenesses.values() for likeness in found}
    rows = await work.incidents.visible_by_ids(list(ids), visibility)
    return {
        subject: [Similar(rows[likeness.id], likeness.score) for likeness in found if likeness.id in rows]
        for subject, found in likenesses.items()
    }
