"""A client of the feed for tests, without a network in between."""

import asyncio
from dataclasses import dataclass
from uuid import UUID

from factories import World

from siems.domain.callers import Caller
from siems.models import Incident
from siems.services.live.events import EventCriteria, Glimpse
from siems.services.live.streams import LiveStream

PATIENCE = 60  # seconds: whoever needs more hangs
EVERYTHING = EventCriteria()
Told = tuple[str, int]
"""The kind of an event and the sequence of its entry."""


@dataclass
class Listener:
    """One who follows the feed, and what they were told of each incident."""

    stream: LiveStream
    cursor: str | None = None

    async def next(self) -> tuple[UUID, Told]:
        async with asyncio.timeout(PATIENCE):
            event, glimpse = await anext(self.stream)
        self.cursor = self.stream.cursor(event)
        kind = event.entry.action if glimpse is Glimpse.WHOLE else glimpse.value
        return event.entry.subject_id, (kind, event.entry.sequence)

    async def until(self, marker: Incident) -> list[tuple[UUID, Told]]:
        """All that comes before the report of an incident that everybody sees."""
        told = []
        while (found := await self.next())[0] != marker.id:
            told.append(found)
        return told

    async def about(self, incident: Incident, until: Incident) -> list[Told]:
        return [told for id, told in await self.until(until) if id == incident.id]


async def comment(world: World, author: Caller, incident: Incident, times: int = 1) -> None:
    for number in range(times):
        await world.app.incidents.comment(author, incident.id, f"Comment {number}")
