"""What takes too long is stopped, what waits too long is told so, and nothing is half done."""

import asyncio
from collections.abc import AsyncIterator
from contextvars import copy_context
from typing import Any

import httpx
import pytest
from factories import World
from graphql_client import GraphQLClient, global_id, mutation
from tortoise.context import TortoiseContext

from siems.app import create_app
from siems.bootstrap import Application, Servers
from siems.config import tortoise_config
from siems.domain.errors import Busy
from siems.migrate import APP_ROLE
from siems.repositories.imports import ImportRepository

STOPPED = "This took longer than 0.5 seconds and was stopped; what it had not finished is undone."
BUSY = "Somebody else is changing this right now; try again."


@pytest.fixture
async def hurried(app: Application) -> AsyncIterator[GraphQLClient]:
    """Asks an application that gives a request half a second."""
    transport = httpx.ASGITransport(create_app(app, request_timeout=0.5))
    async with httpx.AsyncClient(transport=transport, base_url="http://siems.test") as http:
        yield GraphQLClient(app, http)


async def test_what_takes_too_long_is_stopped_and_undone(
    world: World, app: Application, hurried: GraphQLClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    engineer = await world.engineer()
    incident = await world.incident(engineer)
    before = await world.stored(incident.id)
    finished = []

    async def slow(*_: Any) -> None:
        async with app.units.of(world.organization.id) as work:
            await work.rows("UPDATE incidents SET title = 'Half done' WHERE id = $1 RETURNING id", incident.id)
            await work.rows("SELECT pg_sleep(60)")
            finished.append("slow")

    monkeypatch.setattr(app.incidents, "comment", slow)
    variables = {"input": {"incidentId": global_id(incident), "body": "Hm"}}
    answer = await hurried.send({"query": mutation("addComment"), "variables": variables}, engineer)
    assert answer.status_code == 503
    assert answer.json() == {"errors": [{"message": STOPPED, "extensions": {"code": "TIMEOUT"}}]}
    assert finished == []
    assert await world.stored(incident.id) == before


async def test_requests_that_are_stopped_give_their_connections_back(
    world: World, app: Application, hurried: GraphQLClient, graphql: GraphQLClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    engineer = await world.engineer()

    async def slow(*_: Any) -> None:
        async with app.units.of(world.organization.id) as work:
            await work.rows("SELECT pg_sleep(60)")

    monkeypatch.setattr(app.incident_lists, "count", slow)
    more_than_the_pool_has = [hurried.send({"query": "{ incidents { totalCount } }"}, engineer) for _ in range(30)]
    answers = await asyncio.gather(*more_than_the_pool_has)
    assert {answer.status_code for answer in answers} == {503}
    monkeypatch.undo()
    body = await graphql.ask("{ incidents { totalCount } }", as_=engineer)
    assert body == {"data": {"incidents": {"totalCount": 0}}}


@pytest.mark.parametrize("turns", range(8))
async def test_a_transaction_that_is_cancelled_at_any_point_gives_its_connection_back(
    world: World, app: Application, servers: Servers, turns: int
) -> None:
    config = tortoise_config(servers.database_url, pool=1, role=APP_ROLE)
    async with TortoiseContext() as context:
        await context.init(config=config)

        async def work() -> int:
            async with app.units.of(world.organization.id) as work:
                [row] = await work.rows("SELECT 1 AS one")
            return int(row["one"])

        assert await work() == 1
        cancelled = asyncio.create_task(work())
        for _ in range(turns):
            await asyncio.sleep(0)
        cancelled.cancel()
        await asyncio.wait([cancelled])
        assert await asyncio.wait_for(work(), 10) == 1


async def test_who_waits_too_long_for_an_incident_is_told_that_it_is_busy(
    world: World, app: Application, graphql: GraphQLClient
) -> None:
    manager, engineer = await world.manager(), await world.engineer()
    incident = await world.incident(manager)
    before = await world.stored(incident.id)
    input = {"incidentId": global_id(incident)}
    outside = copy_context()  # of the transaction that holds the lock
    async with app.units.of(world.organization.id) as holder:
        await holder.rows("SELECT id FROM incidents WHERE id = $1 FOR UPDATE", incident.id)
        asked = graphql.ask(mutation("claimIncident"), {"input": input}, engineer)
        body = await asyncio.create_task(asked, context=outside)
    [error] = body["errors"]
    assert body["data"] == {"claimIncident": None}
    assert (error["message"], error["extensions"]) == (BUSY, {"code": "BUSY"})
    assert await world.stored(incident.id) == before
    assert (await graphql.done("claimIncident", engineer, **input))["status"] == "ASSIGNED"


async def test_of_two_that_wait_for_one_another_one_is_told_that_it_is_busy(world: World, app: Application) -> None:
    manager = await world.manager()
    first, second = [(await world.incident(manager, title)).id for title in ("One", "Two")]
    both_hold = asyncio.Barrier(2)

    async def take(*ids: Any) -> str:
        try:
            async with app.units.of(world.organization.id) as work:
                await work.rows("SELECT id FROM incidents WHERE id = $1 FOR UPDATE", ids[0])
                await both_hold.wait()
                await work.rows("SELECT id FROM incidents WHERE id = $1 FOR UPDATE", ids[1])
        except Busy as busy:
            return busy.message
        return "done"

    assert sorted(await asyncio.gather(take(first, second), take(second, first))) == [BUSY, "done"]


async def test_an_import_waits_for_another_for_as_long_as_it_takes(world: World, app: Application) -> None:
    async with app.units.of(world.organization.id) as work:
        await ImportRepository(work).lock()
        assert await work.rows("SHOW lock_timeout") == [{"lock_timeout": "0"}]
    async with app.units.of(world.organization.id) as work:
        assert await work.rows("SHOW lock_timeout") == [{"lock_timeout": "5s"}]


async def test_a_fault_that_is_a_timeout_of_something_else_is_a_fault(
    app: Application, graphql: GraphQLClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def late(*_: Any) -> None:
        raise TimeoutError

    monkeypatch.setattr(app.auth, "caller", late)
    answer = await graphql.send({"query": "{ me { id } }"}, "any token")
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (500, "INTERNAL")
