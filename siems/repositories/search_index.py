"""What an engine of full text search has to do. PostgreSQL's is in search.py; docs/search.md adds another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from siems.domain.search import Highlight, RankedPlace, TextQuery
from siems.domain.visibility import Visibility
from siems.repositories.incidents import IncidentCriteria


@dataclass(frozen=True)
class Subject:
    """What incidents are to be like: one that is stored, which is not like itself, or one that is being reported."""

    id: UUID
    title: str
    description: str = ""
    service_id: UUID | None = None


@dataclass(frozen=True)
class Likeness:
    """An incident, and how much it is like a subject: up to 100."""

    id: UUID
    score: int


class SearchIndex(Protocol):
    """Searches the incidents of one organization, as far as certain eyes see them.

    What they do not see counts for nothing: not for pages, numbers, ranks, highlights or likenesses.
    """

    async def page(
        self,
        query: TextQuery,
        criteria: IncidentCriteria,
        visibility: Visibility,
        after: RankedPlace | None,
        limit: int,
    ) -> list[RankedPlace]:
        """Up to `limit` incidents that match the query and the criteria: the best first, then the newest."""

    async def count(self, query: TextQuery, criteria: IncidentCriteria, visibility: Visibility) -> int:
        """How many match."""

    async def highlights(
        self, query: TextQuery, ids: Sequence[UUID], visibility: Visibility
    ) -> Mapping[UUID, list[Highlight]]:
        """Where in each of the incidents the query's words stand: one highlight a field, of the newest comment."""

    async def similar(
        self, subjects: Sequence[Subject], visibility: Visibility, limit: int
    ) -> Mapping[UUID, list[Likeness]]:
        """For each subject up to `limit` incidents that are like it, the likest first, then the newest."""
