"""What goes wrong in the background: said once when it begins and once when it is over, and never the end of a task."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from siems.domain.errors import Busy
from siems.repositories.base import DATABASE_ERRORS

_PAUSE = 1.0  # seconds
_UNREACHABLE = (*DATABASE_ERRORS, Busy)
"""What comes of a PostgreSQL that restarts. It is back soon, and a traceback would say nothing more."""

log = logging.getLogger(__name__)


class Guard:
    """Does a thing again and again; a failure is logged with the thing's name and raises nothing."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._problem: str | None = None
        self._failures = 0

    async def run(self, work: Callable[[], Awaitable[None]]) -> bool:
        """Whether it went well."""
        try:
            await work()
        except _UNREACHABLE as error:
            if self._is_new(error):
                log.warning("%s failed (%s); it is tried again", self._name, self._problem)
        except Exception as error:
            if self._is_new(error):
                log.exception("%s failed (%s); it is tried again", self._name, self._problem)
        else:
            self._went_well()
            return True
        return False

    def _is_new(self, error: Exception) -> bool:
        """False if just this has been said: it is tried every second."""
        self._failures += 1
        problem = f"{type(error).__name__}: {error}".partition("\n")[0]
        said, self._problem = problem == self._problem, problem
        return not said

    def _went_well(self) -> None:
        if self._failures:
            log.info("%s works again, after %d failures", self._name, self._failures)
        self._problem, self._failures = None, 0


async def forever(name: str, work: Callable[[], Awaitable[None]]) -> None:
    """Runs it until cancelled, and begins again if it ends or raises, which it should not."""
    guard = Guard(name)
    while True:
        await guard.run(work)
        await asyncio.sleep(_PAUSE)
