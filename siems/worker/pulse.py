"""Whether arq works in this process, and the timer that takes its place when it does not."""

import asyncio
import logging
import time
from datetime import timedelta

from siems.domain.workers import Mode
from siems.worker.sweeps import Sweeper

SILENCE = 3.0
"""Seconds without a sign of arq after which the timer sweeps."""
SAFETY_NET = 10.0
"""Seconds after which the timer sweeps in any case, as when the other workers, whom arq gave all ticks, do not."""
_TICK = 1.0

log = logging.getLogger(__name__)


class Pulse:
    """What arq has shown of itself in this process."""

    def __init__(self) -> None:
        self._last = time.monotonic()
        self._problem: str | None = None

    def beat(self) -> None:
        """arq has asked Redis for work and planned its jobs."""
        self._last, self._problem = time.monotonic(), None

    def failed(self, problem: str) -> None:
        """arq has ended for this reason."""
        self._problem = problem

    @property
    def mode(self) -> Mode:
        return Mode.TIMER if self._silence > SILENCE else Mode.ARQ

    @property
    def missed(self) -> timedelta | None:
        """For how long arq has been missed, if it is."""
        return timedelta(seconds=self._silence) if self.mode is Mode.TIMER else None

    @property
    def problem(self) -> str | None:
        """Why it is missed."""
        return (self._problem or "no answer") if self.mode is Mode.TIMER else None

    @property
    def _silence(self) -> float:
        return time.monotonic() - self._last


async def keep_time(sweeper: Sweeper, pulse: Pulse) -> None:
    """Sweeps every second while arq does not work, and else when nobody in this process has for a while.

    Needs no Redis, so that no escalation ever waits for it.
    """
    mode = Mode.ARQ
    while True:
        await asyncio.sleep(_TICK)
        if pulse.mode is not mode:
            mode = pulse.mode
            _say(mode, pulse)
        if mode is Mode.TIMER or sweeper.idle > SAFETY_NET:
            await sweeper.sweep()


def _say(mode: Mode, pulse: Pulse) -> None:
    if mode is Mode.TIMER:
        log.warning("arq does not work (%s): the worker sweeps by its own timer meanwhile", pulse.problem)
    else:
        log.info("arq works again: it says when to sweep")
