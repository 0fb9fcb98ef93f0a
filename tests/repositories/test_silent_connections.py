"""A connection on which nothing comes any more, and nobody says so, is given up by whoever has waited long enough."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator

import pytest
from factories import World
from tortoise.context import TortoiseContext

from siems.bootstrap import Servers
from siems.config import tortoise_config
from siems.migrate import APP_ROLE
from siems.repositories import base

PATIENCE = 60  # seconds: whoever needs more hangs


@pytest.fixture
async def narrow(servers: Servers) -> AsyncIterator[None]:
    """A pool of one connection."""
    async with TortoiseContext() as context:
        await context.init(config=tortoise_config(servers.database_url, pool=1, role=APP_ROLE))
        yield


@pytest.fixture
def silenced() -> Iterator[list[int]]:
    """The processes of PostgreSQL that a test has stopped. They go on once it is over."""
    stopped: list[int] = []
    yield stopped
    for pid in stopped:
        os.kill(pid, signal.SIGCONT)


async def fall_silent(world: World, silenced: list[int], *, at_the_commit: bool) -> None:
    """A transaction that is cancelled, since the process of PostgreSQL that serves it does nothing any more."""
    limit = asyncio.timeout(None)
    async with limit, world.app.units.of(world.organization.id) as work:
        [backend] = await work.rows("SELECT pg_backend_pid() AS pid")
        os.kill(backend["pid"], signal.SIGSTOP)
        silenced.append(backend["pid"])
        limit.reschedule(asyncio.get_running_loop().time() + 0.1)
        if not at_the_commit:
            await work.rows("SELECT 1")


@pytest.mark.usefixtures("narrow")
@pytest.mark.parametrize("at_the_commit", [False, True])
async def test_whoever_is_cancelled_on_a_silent_connection_ends_and_the_next_one_has_another(
    world: World, silenced: list[int], monkeypatch: pytest.MonkeyPatch, at_the_commit: bool
) -> None:
    monkeypatch.setattr(base, "LAST_WORDS_SECONDS", 0.1)
    hanging = asyncio.create_task(fall_silent(world, silenced, at_the_commit=at_the_commit))
    await asyncio.wait([hanging], timeout=PATIENCE)
    assert hanging.done()
    assert isinstance(hanging.exception(), TimeoutError)
    async with asyncio.timeout(PATIENCE), world.app.units.of(world.organization.id) as work:
        [backend] = await work.rows("SELECT pg_backend_pid() AS pid")
    assert backend["pid"] not in silenced
