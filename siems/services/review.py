"""Reviews: what an incident was like, for whoever sees it."""

from dataclasses import dataclass, replace
from uuid import UUID

from siems.domain.callers import Caller
from siems.domain.incidents import UNRESOLVED
from siems.domain.review import Review, review
from siems.domain.users import Principal
from siems.domain.visibility import as_read_by
from siems.models import Incident
from siems.repositories.review import Said, Told
from siems.repositories.unit_of_work import UnitsOfWork
from siems.services.incident_lists import visibility_of

_NOTHING = Told([], 0)


@dataclass(frozen=True)
class Reviewed:
    """An incident, and how it went."""

    incident: Incident
    review: Review


class ReviewService:
    """Looks back on incidents. Nothing is stored: a review is its incident's log, read again."""

    def __init__(self, units: UnitsOfWork) -> None:
        self._units = units

    async def of_incidents(self, caller: Caller, ids: list[UUID]) -> dict[UUID, Reviewed]:
        """The reviews of those of the incidents that the caller sees and that are resolved."""
        async with self._units.of(caller.user.organization_id) as work:
            seen = await work.incidents.visible_by_ids(ids, visibility_of(caller))
            over = [id for id, incident in seen.items() if incident.status not in UNRESOLVED]
            logs = await work.review.logs(over)
            # Again, as for the log: who loses sight in between would read what was written after that.
            still = await work.incidents.visible_by_ids(over, visibility_of(caller))
        return {
            id: Reviewed(seen[id], _as_read(caller.user, seen[id], logs.get(id, _NOTHING)))
            for id in over
            if id in still
        }


def _as_read(reader: Principal, incident: Incident, told: Told) -> Review:
    """The review that this reader may read."""
    log = [Said(each.sequence, replace(each.act, after=as_read_by(reader, each.act.after))) for each in told.said]
    return review(incident, log, told.entries)
