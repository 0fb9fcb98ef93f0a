"""Waiting for a database that is away: whoever follows the feed loses nothing by it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from siems.repositories.base import OUTAGES

log = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 0.1, 2.0
"""Seconds between attempts while the database is away."""
LONGEST_READ = 30.0
"""Seconds after which a database that says nothing is asked anew, on another connection."""

Read = TypeVar("Read")


async def once_back(what: str, read: Callable[[], Awaitable[Read]]) -> Read:
    """What `read` comes to. It is tried again for as long as the database is away or says nothing."""
    pause = FIRST_PAUSE
    while True:
        try:
            async with asyncio.timeout(LONGEST_READ):
                return await read()
        except OUTAGES as error:
            log.warning("%s cannot be read and is tried again: %s", what, error or type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
