"""Postmortems: one an incident. Whoever writes one holds the incident's lock."""

from uuid import UUID

from tortoise.expressions import Subquery

from siems.models import Postmortem
from siems.repositories.base import Repository


class PostmortemRepository(Repository[Postmortem]):
    model = Postmortem
    noun = "postmortem"

    async def of_incident(self, incident_id: UUID) -> Postmortem | None:
        """The incident's, if it has one."""
        return await self._rows().get_or_none(incident_id=incident_id)

    async def seen_of(self, incident_ids: list[UUID], seen: Subquery | None) -> dict[UUID, Postmortem]:
        """Those of the incidents that are `seen` and have one, by the incident."""
        rows = self._rows().filter(incident_id__in=incident_ids)
        rows = rows if seen is None else rows.filter(incident_id__in=seen)
        return {row.incident_id: row for row in await rows}
