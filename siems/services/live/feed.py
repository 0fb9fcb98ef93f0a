"""The one reader of the feed in a process, who tells everybody who follows it."""

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager, suppress
from typing import Protocol
from uuid import UUID

from siems.domain.cursors import FeedEpoch, FeedPosition
from siems.domain.errors import CursorExpired
from siems.repositories.unit_of_work import UnitsOfWork
from siems.services.feed_epochs import FeedEpochs
from siems.services.live.outages import FIRST_PAUSE, LONGEST_PAUSE, LONGEST_READ
from siems.services.live.standings import Standings
from siems.services.live.subscribers import Subscriber

log = logging.getLogger(__name__)

POLL_SECONDS = 1.0
"""What a wake-up that was lost costs at most."""
PAGE = 500
MOVED = "The database was restored or moved"


async def ended(*tasks: asyncio.Task[None]) -> None:
    """Cancels tasks until they end: in Python 3.11, `wait_for` may lose a cancellation."""
    while pending := [task for task in tasks if not task.done()]:
        for task in pending:
            task.cancel()
        await asyncio.wait(pending, timeout=1)


class WakeUps(Protocol):
    """Says that there is more to read in the feed. May say it too often, too late or never."""

    def listen(self) -> AsyncGenerator[None, None]: ...


class LiveFeed:
    """Reads the feed once for all subscribers of this process. It runs as long as there are any.

    A database or a Redis that goes away is waited for; reading goes on where it was.
    """

    def __init__(self, units: UnitsOfWork, epochs: FeedEpochs, wake_ups: WakeUps) -> None:
        self._units = units
        self._epochs = epochs
        self._wake_ups = wake_ups
        self._standings = Standings()
        self._subscribers: dict[UUID, set[Subscriber]] = defaultdict(set)
        self._position: FeedPosition | None = None
        self._epoch: FeedEpoch | None = None
        self._epoch_is_sure = False
        self._started = asyncio.Event()
        self._woken = asyncio.Event()
        self._running: list[asyncio.Task[None]] = []
        self._unfinished: set[asyncio.Task[None]] = set()
        self._read_at = time.monotonic()
        self.lag = 0.0
        """Seconds from when the newest entry that was passed on was recorded until then."""

    @property
    def subscribers(self) -> int:
        """How many follow the feed in this process."""
        return sum(map(len, self._subscribers.values()))

    @property
    def position(self) -> FeedPosition:
        """Up to where it has been passed on."""
        return self._position or FeedPosition()

    @property
    def unread_for(self) -> float:
        """Seconds since the feed was last read; 0 while nobody follows it."""
        return time.monotonic() - self._read_at if self._running else 0.0

    @asynccontextmanager
    async def joined(self, subscriber: Subscriber) -> AsyncIterator[FeedPosition]:
        """Everything behind the position that this gives goes to the subscriber, for as long as the block lasts.

        It may also get some of what is before it.
        """
        organization_id = subscriber.interest.organization_id
        self._subscribers[organization_id].add(subscriber)
        try:
            if not self._running:
                self._start()
            await self._started.wait()
            assert self._position is not None
            yield self._position
        finally:
            self._subscribers[organization_id].discard(subscriber)
            if not self._subscribers[organization_id]:
                del self._subscribers[organization_id]
            if not self._subscribers:
                self._stop()

    async def stop(self) -> None:
        """Ends reading, with the application."""
        self._stop()
        await ended(*self._unfinished)

    def _start(self) -> None:
        self._position = None
        self._started.clear()
        self._read_at = time.monotonic()
        self._running = [asyncio.create_task(self._follow()), asyncio.create_task(self._listen())]
        for task in self._running:
            self._unfinished.add(task)
            task.add_done_callback(self._unfinished.discard)

    def _stop(self) -> None:
        for task in self._running:
            task.cancel()
        self._running = []

    async def _listen(self) -> None:
        while asyncio.current_task() in self._running:
            try:
                async with aclosing(self._wake_ups.listen()) as wake_ups:
                    async for _ in wake_ups:
                        self._woken.set()
                        if asyncio.current_task() not in self._running:
                            return
            except Exception:
                log.exception("The feed's wake-ups ended; it polls until they are there again")
            await asyncio.sleep(POLL_SECONDS)

    async def _follow(self) -> None:
        pause = FIRST_PAUSE
        while asyncio.current_task() in self._running:  # a cancellation may be lost, in the depths of the database
            try:
                async with asyncio.timeout(LONGEST_READ):
                    more = await self._read()
            except Exception as error:  # noqa: BLE001  (whatever it is: nobody may lose the feed by it)
                log.warning("The feed cannot be read and is tried again: %s", error or type(error).__name__)
                self._epoch_is_sure = False  # it may be another database that comes back
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
            else:
                pause = FIRST_PAUSE
                if not more:
                    await self._wait()

    async def _wait(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(POLL_SECONDS):
                await self._woken.wait()

    async def _read(self) -> bool:
        """Passes one page on; whether there may be more."""
        self._woken.clear()
        if not self._epoch_is_sure:
            await self._look_at_the_epoch()
        async with self._units.across_organizations() as work:
            if self._position is None:
                self._position = await work.feed.end()
                self._started.set()
            page = await work.feed.after(self._position, PAGE)
            # Of all organizations: one of which nobody follows anything yet may be joined while this waits.
            events = await self._standings.around(work, page)
        # From here to the end nobody else runs: who joins later joins behind this page.
        for event in events:
            for subscriber in self._subscribers.get(event.entry.organization_id, ()):
                subscriber.offer(event)
        if page:
            self._position, newest = page[-1]
            self.lag = max(0.0, (work.now - newest.recorded_at).total_seconds())
        self._read_at = time.monotonic()
        return len(page) == PAGE

    async def _look_at_the_epoch(self) -> None:
        """Ends every stream if the database is another one by now: what they have seen says nothing any more."""
        epoch = await self._epochs.current()
        if self._epoch is not None and epoch.nonce != self._epoch.nonce:
            self._position = None
            self._started.clear()  # who joins waits until it is known where the feed stands in this database
            for subscriber in [each for group in self._subscribers.values() for each in group]:
                subscriber.end(CursorExpired(MOVED))
        self._epoch, self._epoch_is_sure = epoch, True
