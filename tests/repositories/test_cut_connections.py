"""A connection that PostgreSQL cuts costs at most the transaction that it carries, never the task that runs it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from clocks import StandingClock
from cutting import cut
from factories import World
from tortoise.context import TortoiseContext

from siems.config import tortoise_config
from siems.embedded import Endpoints
from siems.migrate import APP_ROLE
from siems.repositories.base import OUTAGES
from siems.repositories.unit_of_work import UnitOfWork, UnitsOfWork

RENAME = "UPDATE organizations SET name = $2 WHERE id = $1 RETURNING name"


class Boom(Exception):
    """What goes wrong in the use case itself."""


@asynccontextmanager
async def task_with_one_connection(endpoints: Endpoints) -> AsyncIterator[UnitsOfWork]:
    """Units of work that share a connection. To give it back asks PostgreSQL, as it does where one was cancelled."""
    config = tortoise_config(endpoints.app_url, pool=1, role=APP_ROLE)
    del config["connections"]["default"]["credentials"]["reset"]
    async with TortoiseContext() as context:
        await context.init(config=config)
        yield UnitsOfWork(StandingClock())


@asynccontextmanager
async def cut_after(moment: str, units: UnitsOfWork, world: World, endpoints: Endpoints) -> AsyncIterator[UnitOfWork]:
    """A unit of work whose connection is cut right after it has done what happens at this moment."""
    async with units.of(world.organization.id) as work:
        [backend] = await work.rows("SELECT pg_backend_pid() AS pid")
        done = getattr(work.connection, moment)

        async def do_and_be_cut(*values: Any) -> None:
            await done(*values)
            cut(endpoints, backend["pid"])

        setattr(work.connection, moment, do_and_be_cut)
        await work.rows(RENAME, work.organization_id, f"Renamed {work.organization_id}")
        yield work


async def name_of(world: World, units: UnitsOfWork) -> str:
    async with units.of(world.organization.id) as work:
        [row] = await work.rows("SELECT name FROM organizations WHERE id = $1", world.organization.id)
    name: str = row["name"]
    return name


async def test_what_has_committed_is_no_error_when_its_connection_is_cut_afterwards(
    world: World, endpoints: Endpoints
) -> None:
    async with task_with_one_connection(endpoints) as units:
        async with cut_after("commit", units, world, endpoints):
            pass
        assert await name_of(world, units) == f"Renamed {world.organization.id}"


async def test_what_goes_wrong_is_said_also_when_the_connection_is_cut_after_it_was_rolled_back(
    world: World, endpoints: Endpoints
) -> None:
    async with task_with_one_connection(endpoints) as units:
        with pytest.raises(Boom):
            async with cut_after("rollback", units, world, endpoints):
                raise Boom
        assert await name_of(world, units) == world.organization.name


async def test_a_transaction_that_is_cut_fails_and_the_next_one_of_the_same_task_is_a_new_one(
    world: World, endpoints: Endpoints
) -> None:
    async with task_with_one_connection(endpoints) as units:
        with pytest.raises(OUTAGES):
            async with cut_after("execute_script", units, world, endpoints) as work:
                await work.connection.execute_script("SELECT 1")
        assert await name_of(world, units) == world.organization.name


async def ask_a_little_later(work: UnitOfWork, turns: int) -> None:
    await work.connection.execute_script("SELECT 1")
    for _ in range(turns):
        await asyncio.sleep(0)
    await work.rows("SELECT 1")


@pytest.mark.parametrize("turns", range(5))
async def test_it_is_an_outage_however_much_of_the_cut_has_been_heard(
    world: World, endpoints: Endpoints, turns: int
) -> None:
    """PostgreSQL says that it ends the connection one turn of the event loop before it is seen to have ended."""
    async with task_with_one_connection(endpoints) as units:
        with pytest.raises(OUTAGES):
            async with cut_after("execute_script", units, world, endpoints) as work:
                await ask_a_little_later(work, turns)
        assert await name_of(world, units) == world.organization.name
