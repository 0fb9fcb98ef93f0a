"""The checklists of incidents. Whoever ticks something off holds the incident's lock."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from tortoise.expressions import Subquery

from siems.models import ChecklistItem
from siems.repositories.base import Repository


class ChecklistRepository(Repository[ChecklistItem]):
    model = ChecklistItem
    noun = "checklist item"

    async def of_incident(self, incident_id: UUID) -> list[ChecklistItem]:
        """In order."""
        return await self._rows().filter(incident_id=incident_id).order_by("position")

    async def of_incidents(self, ids: Sequence[UUID], seen: Subquery | None) -> dict[UUID, list[ChecklistItem]]:
        """Those of each of the incidents that has any, in order; of those that are `seen` (None: of all)."""
        rows = self._rows().filter(incident_id__in=list(ids))
        found: dict[UUID, list[ChecklistItem]] = defaultdict(list)
        for row in await (rows if seen is None else rows.filter(incident_id__in=seen)).order_by("position"):
            found[row.incident_id].append(row)
        return found
