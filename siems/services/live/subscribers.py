"""One who follows the feed: a bounded queue, and the reason why it ended."""

import asyncio
from collections import deque
from collections.abc import Callable

from siems.domain.errors import SiemsError
from siems.services.live.events import FeedEvent, Glimpse, Interest

Seen = tuple[FeedEvent, Glimpse]

Prepare = Callable[[FeedEvent, Glimpse, Callable[[], None]], bool]
"""Begins to work out what is made of an event. Whether that is done already; else it calls the function later."""

QUEUE = 1_000
"""How many events wait for one who does not take them."""


class Subscriber:
    """Takes events from the feed without ever waiting. What does not fit is forgotten, all of it: see `overflowed`."""

    def __init__(self, interest: Interest, capacity: int = QUEUE) -> None:
        self.interest = interest
        self.overflowed = False
        self.prepare: Prepare | None = None
        self._capacity = capacity
        self._queue: deque[Seen] = deque()
        self._ended: SiemsError | None = None
        self._ready = asyncio.Event()

    def offer(self, event: FeedEvent) -> None:
        """Puts the event into the queue, if it is one for these eyes."""
        if self.overflowed or (glimpse := self.interest.glimpse(event)) is None:
            return
        if len(self._queue) < self._capacity:
            self._queue.append((event, glimpse))
            if self.prepare is None or self.prepare(event, glimpse, self._ready.set):
                self._ready.set()
        else:
            self.overflowed = True
            self._queue.clear()
            self._ready.set()

    def end(self, because: SiemsError) -> None:
        """Nothing comes any more, not even what waits: the next `take` raises `because`."""
        self._ended = self._ended or because
        self._queue.clear()
        self._ready.set()

    def check(self) -> None:
        """Raises what the stream has ended because of."""
        if self._ended is not None:
            raise self._ended

    def begin_again(self) -> None:
        """Forgets that something was lost, for somebody who reads it from the database instead."""
        self._queue.clear()
        self.overflowed = False

    async def take(self) -> Seen | None:
        """The next event. None once some were lost."""
        while not self._queue:
            self.check()
            if self.overflowed:
                return None
            self._ready.clear()
            await self._ready.wait()
        self.check()
        return self._queue.popleft()
