"""What runs beside the API in the same process."""

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from siems.config import ConfigurationError
from siems.embedded import EmbeddedError
from siems.installation import Installation, redis_version
from siems.migrate import connect
from siems.worker.faults import Guard

log = logging.getLogger(__name__)

_LOOK_EVERY = 2.0
_LONGEST_LOOK = 30.0  # seconds
_STOP_SECONDS = 3


@asynccontextmanager
async def beside(running: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Runs it beside the block, and cancels it when the block is over."""
    task = asyncio.create_task(running)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task], timeout=_STOP_SECONDS)
        if task.done() and not task.cancelled() and (error := task.exception()):
            log.error("a task in the background failed", exc_info=error)


async def keep_alive(installation: Installation, every: float = _LOOK_EVERY) -> None:
    """Looks after the embedded servers until cancelled: one that has died, as for want of memory, is started again."""
    guard = Guard("looking after the embedded servers")
    while installation.settings.embedded:
        await asyncio.sleep(every)
        await guard.run(partial(_look_after, installation))


async def _look_after(installation: Installation) -> None:
    try:
        async with asyncio.timeout(_LONGEST_LOOK):
            await _answer(installation)
    except ConfigurationError as error:
        log.warning("%s Starting it again.", error)
        await _revive(installation)


async def _answer(installation: Installation) -> None:
    await redis_version(installation.redis_url)
    await (await connect(installation.app_url)).close()


async def _revive(installation: Installation) -> None:
    try:
        await asyncio.to_thread(installation.revive)
    except EmbeddedError as error:
        log.error("%s", error)
