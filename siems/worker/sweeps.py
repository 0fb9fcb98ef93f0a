"""Sweeping for what is due: never twice at once in one process, whoever asks for it."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Protocol, TypeVar

from siems.worker.faults import Guard

LONGEST_SWEEP = timedelta(minutes=1)
"""A sweep that takes longer, as when PostgreSQL is silent, is cut off; the next one goes on where it was."""
_REPLAN_FOR = 0.5  # seconds of one tick

T = TypeVar("T")

log = logging.getLogger(__name__)


class Swept(Protocol):
    """What a sweep did."""

    @property
    def fired(self) -> int: ...

    @property
    def failed(self) -> int: ...


class Replanned(Protocol):
    """What a batch of planning came to."""

    @property
    def more(self) -> bool: ...


class Escalations(Protocol):
    """What is swept."""

    async def sweep(self, enough: Callable[[], bool]) -> Swept:
        """Fires what is due, in short transactions; ends early once it is `enough`."""
        ...

    async def replan(self) -> Replanned:
        """Computes a batch of due times anew after a change of a rule; there may be more to do."""
        ...


class Meter(Protocol):
    """Counts sweeps."""

    def swept(self, took: timedelta, failed_escalations: int) -> None: ...

    def sweep_failed(self) -> None: ...


class Sweeper:
    """The only one in this process that sweeps."""

    def __init__(self, escalations: Escalations, meter: Meter, longest: timedelta = LONGEST_SWEEP) -> None:
        self._escalations = escalations
        self._meter = meter
        self._longest = longest.total_seconds()
        self._sweeping, self._replanning = Guard("the sweep for escalations"), Guard("planning escalations anew")
        self._under_way: asyncio.Task[None] | None = None
        self._stopped = False
        self._began = time.monotonic()
        self._swept: float | None = None

    @property
    def last_sweep(self) -> timedelta | None:
        """How long ago a sweep of this process ended well."""
        return None if self._swept is None else timedelta(seconds=time.monotonic() - self._swept)

    @property
    def idle(self) -> float:
        """For how many seconds this process has not swept."""
        return time.monotonic() - (self._began if self._swept is None else self._swept)

    async def sweep(self) -> None:
        """Sweeps, unless a sweep is under way. Raises nothing; the sweep outlives whoever asked and was cancelled."""
        if self._stopped or (self._under_way is not None and not self._under_way.done()):
            return
        self._under_way = asyncio.create_task(self._tick())
        await asyncio.wait([self._under_way])

    async def stop(self, patience: timedelta) -> None:
        """Sweeps no more. A sweep that is under way ends its batch; when `patience` is over it is cancelled.

        What it has not committed by then is rolled back, and found by the next sweep.
        """
        self._stopped = True
        if self._under_way is None or self._under_way.done():
            return
        _, unfinished = await asyncio.wait([self._under_way], timeout=patience.total_seconds())
        if unfinished:
            log.warning("the sweep under way did not end within %d s and is cancelled", patience.total_seconds())
            self._under_way.cancel()
            await asyncio.wait([self._under_way])

    async def _tick(self) -> None:
        if await self._sweeping.run(self._sweep):
            self._swept = time.monotonic()
        else:
            self._meter.sweep_failed()
        await self._replanning.run(self._replan)

    async def _sweep(self) -> None:
        began = time.monotonic()
        swept = await self._limited(self._escalations.sweep(lambda: self._stopped))
        self._meter.swept(timedelta(seconds=time.monotonic() - began), swept.failed)
        if swept.fired or swept.failed:
            log.info("%d escalations fired, %d failed", swept.fired, swept.failed)

    async def _replan(self) -> None:
        """As much as fits into one tick: what is due must not wait until all is planned."""
        until = time.monotonic() + _REPLAN_FOR
        while (await self._limited(self._escalations.replan())).more:
            if self._stopped or time.monotonic() > until:
                break

    async def _limited(self, work: Awaitable[T]) -> T:
        async with asyncio.timeout(self._longest):
            return await work
