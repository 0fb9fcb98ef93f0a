"""How a command that does one thing gets the application to do it with."""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from siems.bootstrap import Application, application
from siems.config import Settings
from siems.installation import Installation, opened

T = TypeVar("T")


def with_application(work: Callable[[Application], Awaitable[T]]) -> T:
    """Does the work on the application of this installation, whose servers are found or started.

    Embedded servers are migrated, since nobody else does it; an operator's own must have been.
    """
    with open_installation(Settings.read()) as installation:
        return asyncio.run(_on_application(installation, work))


@contextmanager
def open_installation(settings: Settings) -> Iterator[Installation]:
    """The installation. Once the block is over Ctrl-C does nothing more, so that stopping servers is not cut short."""
    with opened(settings) as installation:
        try:
            yield installation
        finally:
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, signal.SIG_IGN)


async def _on_application(installation: Installation, work: Callable[[Application], Awaitable[T]]) -> T:
    await installation.prepare(migrating=installation.settings.embedded)
    async with application(installation.servers()) as app:
        return await work(app)
