"""A connection that PostgreSQL cuts costs at most the transaction that it carries, never the task that runs it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest
from cutting import cut
from factories import World

from siems.embedded import Endpoints
from siems.repositories.base import OUTAGES
from siems.repositories.unit_of_work import UnitOfWork

RENAME = "UPDATE organizations SET name = $2 WHERE id = $1 RETURNING name"
NAME = "SELECT name FROM organizations WHERE id = $1"


class Boom(Exception):
    """What goes wrong in the use case itself."""


@asynccontextmanager
async def unit_that_is_cut(world: World, endpoints: Endpoints, moment: str) -> AsyncIterator[UnitOfWork]:
    """A unit of work whose connection is cut right after what its connection does at this moment."""
    async with world.app.units.of(world.organization.id) as work:
        [backend] = await work.rows("SELECT pg_backend_pid() AS pid")
        done = getattr(work.connection, moment)

        async def do_and_be_cut(*values: Any) -> None:
            await done(*values)
            cut(endpoints, backend["pid"])

        setattr(work.connection, moment, do_and_be_cut)
        yield work


async def rename(work: UnitOfWork) -> None:
    await work.rows(RENAME, work.organization_id, f"Renamed {work.organization_id}")


async def name_of(world: World) -> str:
    async with world.app.units.of(world.organization.id) as work:
        [row] = await work.rows(NAME, world.organization.id)
    name: str = row["name"]
    return name


async def test_what_has_committed_is_no_error_when_its_connection_is_cut_afterwards(
    world: World, endpoints: Endpoints
) -> None:
    async with unit_that_is_cut(world, endpoints, "commit") as work:
        await rename(work)
    assert await name_of(world) == f"Renamed {world.organization.id}"


async def rename_and_fail(world: World, endpoints: Endpoints) -> None:
    async with unit_that_is_cut(world, endpoints, "rollback") as work:
        await rename(work)
        raise Boom


async def test_what_goes_wrong_leaves_a_transaction_whose_connection_is_cut_after_it_was_rolled_back(
    world: World, endpoints: Endpoints
) -> None:
    before = await name_of(world)
    with pytest.raises(Boom):
        await rename_and_fail(world, endpoints)
    assert await name_of(world) == before


async def rename_and_go_on(world: World, endpoints: Endpoints) -> None:
    async with unit_that_is_cut(world, endpoints, "execute_script") as work:
        await rename(work)
        await work.connection.execute_script("SELECT 1")


async def test_a_transaction_that_is_cut_fails_and_the_next_one_of_the_same_task_is_a_new_one(
    world: World, endpoints: Endpoints
) -> None:
    before = await name_of(world)
    with pytest.raises((asyncpg.PostgresConnectionError, asyncpg.InterfaceError)):
        await rename_and_go_on(world, endpoints)
    assert await name_of(world) == before


async def rename_a_little_later(world: World, endpoints: Endpoints, turns: int) -> None:
    async with world.app.units.of(world.organization.id) as work:
        [backend] = await work.rows("SELECT pg_backend_pid() AS pid")
        cut(endpoints, backend["pid"])
        for _ in range(turns):
            await asyncio.sleep(0)
        await rename(work)


@pytest.mark.parametrize("turns", range(5))
async def test_it_is_an_outage_however_much_of_the_cut_has_been_heard(
    world: World, endpoints: Endpoints, turns: int
) -> None:
    """PostgreSQL says that it ends the connection one turn of the event loop before it is seen to have ended."""
    before = await name_of(world)
    with pytest.raises(OUTAGES):
        await rename_a_little_later(world, endpoints, turns)
    assert await name_of(world) == before
