"""One subscription: what it missed from the database, then what happens from the feed, without a gap or a doublet."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import ExitStack, aclosing
from types import TracebackType
from typing import Self
from uuid import UUID

from siems.domain.callers import Caller
from siems.domain.cursors import FeedCursor, FeedEpoch, FeedPosition, sight_of
from siems.domain.errors import CursorExpired, NotFound, SlowConsumer
from siems.repositories.base import OUTAGES
from siems.repositories.unit_of_work import UnitsOfWork
from siems.services.feed_epochs import FeedEpochs
from siems.services.incident_lists import visibility_of
from siems.services.live.callers import ConnectedCallers
from siems.services.live.events import EventCriteria, FeedEvent, Interest
from siems.services.live.feed import LiveFeed, WakeUps
from siems.services.live.outages import once_back
from siems.services.live.standings import Standings
from siems.services.live.subscribers import QUEUE, Prepare, Seen, Subscriber

__all__ = ["OUTAGES", "LiveService", "LiveStream"]


PAGE = 200
READ_AT_ONCE = 4
"""How many of those who catch up read a page at the same time; the others wait."""


class LiveService:
    """The use cases of following incidents as they change."""

    def __init__(self, units: UnitsOfWork, epochs: FeedEpochs, wake_ups: WakeUps, queue: int = QUEUE) -> None:
        self.feed = LiveFeed(units, epochs, wake_ups)
        self.callers = ConnectedCallers(units)
        self._units = units
        self._queue = queue
        self._reading = asyncio.Semaphore(READ_AT_ONCE)

    async def follow(self, caller: Caller, after: str | None, criteria: EventCriteria) -> "LiveStream":
        """Opens a stream of what the caller may see and `criteria` want: behind the cursor `after`, or from now on.

        The stream is the caller's to close. Raises ValidationFailed or CursorExpired for the cursor, NotFound for an
        incident that the caller does not see, and TooManyStreams.
        """
        visibility = visibility_of(caller)
        sight = sight_of(visibility)
        cursor = None if after is None else FeedCursor.decode(after)
        if criteria.incident_id is not None:
            async with self._units.of(caller.user.organization_id) as work:
                if await work.incidents.visible(criteria.incident_id, visibility) is None:
                    raise NotFound("incident", "id")
        async with self._units.across_organizations() as installation:
            epoch = await installation.feed.epoch()
            start = cursor.position_in(epoch, sight) if cursor else await installation.feed.end()
        interest = Interest(caller.user.organization_id, visibility, criteria)
        stream = LiveStream(self, Subscriber(interest, self._queue), start, epoch, sight)
        stream.keep(caller)
        return stream

    async def cursor(self, caller: Caller) -> str:
        """A cursor of the end of the feed: whoever follows from there gets everything that happens from now on."""
        async with self._units.across_organizations() as installation:
            epoch, end = await installation.feed.epoch(), await installation.feed.end()
        return FeedCursor(epoch.nonce, end, sight_of(visibility_of(caller))).encode()

    async def stop(self) -> None:
        """Ends reading, with the application."""
        await self.feed.stop()
        await self.callers.stop()

    async def page(
        self, position: FeedPosition, organization_id: UUID, standings: Standings, epoch: FeedEpoch
    ) -> list[FeedEvent]:
        """What is next in the feed behind a position. Waits while the database is away."""

        async def read() -> list[FeedEvent]:
            async with self._units.across_organizations() as work:
                if (await work.feed.epoch()).nonce != epoch.nonce:
                    raise CursorExpired("The database was restored or moved")
                return await standings.around(work, await work.feed.after(position, PAGE, organization_id))

        async with self._reading:
            return await once_back("A page of the feed", read)


class LiveStream:
    """The events of one subscription, in the order of the feed, each once."""

    def __init__(
        self, service: LiveService, subscriber: Subscriber, start: FeedPosition, epoch: FeedEpoch, sight: str
    ) -> None:
        self._service = service
        self._subscriber = subscriber
        self._position = start
        self._epoch = epoch
        self._sight = sight
        self._events = self._follow()
        self._kept = ExitStack()

    def keep(self, caller: Caller) -> None:
        """Ends this stream when the caller may no longer ask. Raises TooManyStreams."""
        self._kept.enter_context(self._service.callers.stream(caller, self._subscriber))

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Seen:
        """The next event. Raises SlowConsumer, with the cursor to go on from, and whatever the stream was ended by."""
        return await anext(self._events)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        self._kept.close()
        await self._events.aclose()

    @property
    def overflowed(self) -> bool:
        """Whether events were lost because nobody took them: they are in the database only."""
        return self._subscriber.overflowed

    @property
    def kind_of_cursor(self) -> tuple[str, str]:
        """Streams of which this is the same have the same cursor for an event."""
        return self._epoch.nonce, self._sight

    def prepare_with(self, prepare: Prepare) -> None:
        """Lets `prepare` work events out before whoever waits for them is woken."""
        self._subscriber.prepare = prepare

    def cursor(self, event: FeedEvent) -> str:
        """Where somebody with the same eyes goes on after this event."""
        return self._cursor(event.position)

    def _cursor(self, position: FeedPosition) -> str:
        return FeedCursor(self._epoch.nonce, position, self._sight).encode()

    async def _follow(self) -> AsyncGenerator[Seen, None]:
        subscriber = self._subscriber
        async with self._service.feed.joined(subscriber) as joined_at:
            while True:
                async with aclosing(self._catch_up(joined_at)) as missed:
                    async for seen in missed:
                        yield seen
                if not subscriber.overflowed:
                    break
                # Too much has happened meanwhile: read on from the database.
                subscriber.begin_again()
                joined_at = self._service.feed.position
            async with aclosing(self._live()) as live:
                async for seen in live:
                    yield seen

    async def _catch_up(self, up_to: FeedPosition) -> AsyncGenerator[Seen, None]:
        """What there is between here and a position that the feed has reached."""
        standings, interest = Standings(capacity=1_000), self._subscriber.interest
        while self._position < up_to:
            page = await self._service.page(self._position, interest.organization_id, standings, self._epoch)
            for event in page:
                self._subscriber.check()
                if event.position > up_to:
                    break
                if (glimpse := interest.glimpse(event)) is not None:
                    yield event, glimpse
                self._position = event.position
            if len(page) < PAGE or page[-1].position > up_to:
                self._position = up_to

    async def _live(self) -> AsyncGenerator[Seen, None]:
        while (seen := await self._subscriber.take()) is not None:
            if seen[0].position > self._position:
                yield seen
                self._position = seen[0].position
        raise SlowConsumer(self._cursor(self._position))
