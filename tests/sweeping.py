"""Escalations that a test directs, and waiting for what a worker does."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

PATIENCE = 30


@dataclass(frozen=True)
class Swept:
    """What a sweep did."""

    fired: int = 0
    failed: int = 0


@dataclass(frozen=True)
class Replanned:
    """What a batch of planning came to."""

    more: bool


@dataclass
class Directed:
    """Counts the sweeps. While `gate` is closed none of them ends; `fault` is what the next one raises."""

    begun: int = 0
    ended: int = 0
    at_once: int = 0
    most_at_once: int = 0
    replanned: int = 0
    to_replan: int = 0
    fault: Exception | None = None
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.gate.set()

    async def sweep(self, enough: Callable[[], bool]) -> Swept:
        self.begun += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await self.gate.wait()
            if self.fault is not None:
                raise self.fault
        finally:
            self.at_once -= 1
        self.ended += 1
        return Swept()

    async def replan(self) -> Replanned:
        self.replanned += 1
        self.to_replan -= 1
        return Replanned(self.to_replan > 0)


async def comes_true(condition: Callable[[], bool]) -> None:
    """Waits until it does."""
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110  (what it waits for comes with time)
            await asyncio.sleep(0.01)
