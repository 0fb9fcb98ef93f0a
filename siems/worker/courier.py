"""Delivering what is owed: begun whenever arq says so, Redis wakes it, or its own timer does in their place."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Protocol

from siems.domain.workers import Mode
from siems.worker.faults import Guard
from siems.worker.pulse import SAFETY_NET, Pulse

LONGEST_BEGINNING = timedelta(minutes=1)
"""What takes longer, as when PostgreSQL is silent, is cut off; the next one goes on where it was."""
_TICK = 1.0  # seconds
_GATHER = 0.05
"""Seconds between two beginnings, in which what comes up at the same moment comes together."""

log = logging.getLogger(__name__)


class Delivery(Protocol):
    """What is delivered."""

    async def start(self) -> int:
        """Begins to send what is due, and does not wait until it is sent."""
        ...

    async def stop(self, patience: timedelta) -> None:
        """Waits for what is being sent, but not longer than that."""
        ...


class WakeUps(Protocol):
    """Says that something has happened, perhaps."""

    def listen(self) -> AsyncIterator[None]: ...


class Courier:
    """The only one in this process that begins to send. What is being sent goes on beside it."""

    def __init__(self, delivery: Delivery, longest: timedelta = LONGEST_BEGINNING) -> None:
        self._delivery = delivery
        self._longest = longest.total_seconds()
        self._guard = Guard("delivering what is owed")
        self._woken = asyncio.Event()
        self._under_way: asyncio.Task[None] | None = None
        self._again = self._stopped = False
        self._last = time.monotonic()

    async def deliver(self) -> None:
        """Begins to send what is due. Raises nothing; who asks while it is at it has it look once more.

        It outlives whoever asked and was cancelled, as by an arq that has lost Redis: what was taken in hand and not
        begun would wait until its lease is over.
        """
        self._again = True
        if self._under_way is None or self._under_way.done():
            self._under_way = asyncio.create_task(self._work_off())
            await asyncio.wait([self._under_way])

    async def listen(self, wake_ups: WakeUps) -> None:
        """Is woken by what is committed anywhere, until cancelled."""
        async for _ in wake_ups.listen():
            self._woken.set()

    async def run(self, pulse: Pulse) -> None:
        """Delivers when woken, and every second while arq does not work, or when nobody has for a while."""
        while True:
            woken = await self._waits()
            if woken or pulse.mode is Mode.TIMER or time.monotonic() - self._last > SAFETY_NET:
                await self.deliver()
                await asyncio.sleep(_GATHER)

    async def stop(self, patience: timedelta) -> None:
        """Begins nothing more. What is cut off in mid-send is sent again by another worker, with the same id."""
        self._stopped = True
        began = time.monotonic()
        if self._under_way is not None and not self._under_way.done():
            _, unfinished = await asyncio.wait([self._under_way], timeout=patience.total_seconds())
            for task in unfinished:
                task.cancel()
            patience = max(timedelta(), patience - timedelta(seconds=time.monotonic() - began))
        await self._delivery.stop(patience)

    async def _waits(self) -> bool:
        try:
            await asyncio.wait_for(self._woken.wait(), _TICK)
        except TimeoutError:
            return False
        self._woken.clear()
        return True

    async def _work_off(self) -> None:
        while self._again and not self._stopped:
            self._again = False
            await self._guard.run(self._start)

    async def _start(self) -> None:
        async with asyncio.timeout(self._longest):
            await self._delivery.start()
        self._last = time.monotonic()
