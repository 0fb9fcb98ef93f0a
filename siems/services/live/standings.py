"""How incidents stand, folded from their logs, entry by entry."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from uuid import UUID

from siems.domain.cursors import FeedPosition
from siems.domain.standing import Standing
from siems.models import IncidentLog
from siems.repositories.unit_of_work import InstallationWork
from siems.services.live.events import FeedEvent


class Standings:
    """Remembers how the incidents that were last in the feed stand, so that an entry costs one step.

    Those it does not know, or knows at another entry, are folded from the beginning of their logs, in one query for
    all of a page.
    """

    def __init__(self, capacity: int = 10_000) -> None:
        self._capacity = capacity
        self._known: OrderedDict[UUID, tuple[int, Standing]] = OrderedDict()

    async def around(self, work: InstallationWork, page: Sequence[tuple[FeedPosition, IncidentLog]]) -> list[FeedEvent]:
        """The entries of a page, each with how its incident stood before and after it. Each incident's are in order."""
        known = await self._before(work, page)
        events = []
        for position, entry in page:
            before = known.get(entry.subject_id)
            after = (before or Standing()).after(entry.action, entry.after)
            events.append(FeedEvent(position, entry, before, after))
            known[entry.subject_id] = after
            self._remember(entry.subject_id, entry.sequence, after)
        return events

    async def _before(
        self, work: InstallationWork, page: Sequence[tuple[FeedPosition, IncidentLog]]
    ) -> dict[UUID, Standing]:
        """How each incident of the page stood before its first entry there. It lacks those that were not there."""
        first = {entry.subject_id: entry.sequence for _, entry in reversed(page)}
        standings: dict[UUID, Standing] = {}
        unknown: dict[UUID, int] = {}
        for id, sequence in first.items():
            at, standing = self._known.get(id, (0, Standing()))
            if at == sequence - 1 > 0:
                standings[id] = standing
            elif sequence > 1:
                unknown[id] = sequence
        return standings | await _folded(work, unknown)

    def _remember(self, id: UUID, sequence: int, standing: Standing) -> None:
        self._known[id] = (sequence, standing)
        self._known.move_to_end(id)
        if len(self._known) > self._capacity:
            self._known.popitem(last=False)


async def _folded(work: InstallationWork, before: Mapping[UUID, int]) -> dict[UUID, Standing]:
    """How each incident stood before the entry with this sequence."""
    if not before:
        return {}
    standings = dict.fromkeys(before, Standing())
    for id, action, after in await work.feed.decisive_entries(before):
        standings[id] = standings[id].after(action, after)
    return standings
