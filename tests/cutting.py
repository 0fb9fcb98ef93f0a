"""Connections that PostgreSQL cuts."""

import asyncio
import threading
from typing import NoReturn

from factories import World

from siems.embedded import Endpoints
from siems.migrate import connect


def cut(endpoints: Endpoints, pid: int) -> None:
    """Ends a connection, and holds the event loop meanwhile: nobody in this process hears of it before."""

    async def terminate() -> None:
        superuser = await connect(endpoints.superuser_url)
        try:
            await superuser.execute("SELECT pg_terminate_backend($1, 5000)", pid)
        finally:
            await superuser.close()

    thread = threading.Thread(target=asyncio.run, args=(terminate(),))
    thread.start()
    thread.join()


async def be_cut(world: World, endpoints: Endpoints) -> NoReturn:
    """Raises what a transaction raises that is cut."""
    async with world.app.units.of(world.organization.id) as work:
        [backend] = await work.rows("SELECT pg_backend_pid() AS pid")
        cut(endpoints, backend["pid"])
        await work.rows("SELECT 1")
    raise AssertionError("it was not cut")
