"""What HTTP says around the answers: media types, request ids, faults, health."""

import logging
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from clocks import StandingClock
from factories import World
from graphql_client import GraphQLClient, mutation
from heartbeats import forget_workers, heartbeat
from redis.asyncio import Redis

from siems.app import create_app
from siems.bootstrap import Application
from siems.domain.workers import Mode
from siems.repositories.unit_of_work import UnitsOfWork
from siems.services.workers import WorkerService

GRAPHQL = "application/graphql-response+json"
PLAIN = "application/json"
GOOD, UNKNOWN, BROKEN, DENIED = "{ me { id } }", "{ nope }", "{", "{ verifyAudit { ok } }"


@pytest.mark.parametrize(
    ("accept", "content_type", "of_request_errors"),
    [
        (GRAPHQL, GRAPHQL, 400),
        (f"{GRAPHQL}, {PLAIN};q=0.9", GRAPHQL, 400),
        (PLAIN, PLAIN, 200),
        ("*/*", PLAIN, 200),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_the_media_type_decides_the_status_of_a_request_error(
    world: World, graphql: GraphQLClient, method: str, accept: str, content_type: str, of_request_errors: int
) -> None:
    headers = {"accept": accept, **await graphql.authorization(await world.manager())}
    for query, status, keys in (
        (GOOD, 200, {"data"}),
        (DENIED, 200, {"data", "errors"}),
        (UNKNOWN, of_request_errors, {"errors"}),
        (BROKEN, of_request_errors, {"errors"}),
    ):
        sent: Any = {"params": {"query": query}} if method == "GET" else {"json": {"query": query}}
        answer = await graphql.http.request(method, "/graphql", headers=headers, **sent)
        assert (answer.status_code, answer.headers["content-type"]) == (status, f"{content_type}; charset=utf-8")
        assert set(answer.json()) == keys


async def test_a_browser_gets_the_playground(graphql: GraphQLClient) -> None:
    answer = await graphql.http.get("/graphql", headers={"accept": "text/html,application/xhtml+xml"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "<title>SIEMS playground</title>" in answer.text
    assert answer.headers["content-security-policy"] == "frame-ancestors 'none'"


@pytest.mark.parametrize("id", ["a", "request-7.of_9", "x" * 64])
async def test_a_decent_request_id_comes_back_and_stands_in_the_log(
    world: World, graphql: GraphQLClient, id: str
) -> None:
    assert await logged_request_id(world, graphql, id) == (id, id)


@pytest.mark.parametrize("id", ["", "x" * 65, "a b", "a\tb", "<script>", "é", "a;b"])
async def test_an_indecent_request_id_is_replaced(world: World, graphql: GraphQLClient, id: str) -> None:
    answered, logged = await logged_request_id(world, graphql, id)
    assert re.fullmatch("[0-9a-f]{32}", answered)
    assert logged == answered


async def logged_request_id(world: World, graphql: GraphQLClient, id: str) -> tuple[str, str | None]:
    """The id that a report's answer has, and that its entry in the log has."""
    engineer = await world.engineer()
    headers: Any = {**await graphql.authorization(engineer), "x-request-id": id.encode("latin-1")}
    body = {"query": mutation("reportIncident"), "variables": {"input": {"title": "Disk full"}}}
    answer = await graphql.http.post("/graphql", json=body, headers=headers)
    assert answer.json()["data"]["reportIncident"]["errors"] == []
    async with world.app.units.of(world.organization.id) as work:
        [row] = await work.rows("SELECT request_id FROM incident_log WHERE organization_id = $1", world.organization.id)
    return answer.headers["x-request-id"], row["request_id"]


async def test_a_fault_gives_an_id_and_no_detail(
    world: World,
    app: Application,
    graphql: GraphQLClient,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def broken(*arguments: Any) -> None:
        raise RuntimeError("the secret detail")

    monkeypatch.setattr(app.incidents, "receive", broken)
    query = 'mutation { reportIncident(input: {title: "Disk full"}) { errors { code } } }'
    answer = await graphql.send({"query": query}, await world.engineer())
    assert answer.status_code == 200
    [error] = answer.json()["errors"]
    id = error["extensions"]["id"]
    assert re.fullmatch("[0-9a-f]{32}", id)
    assert answer.json()["data"] == {"reportIncident": None}
    assert error == {
        "message": f"Something went wrong inside SIEMS. Its log knows more under {id}.",
        "path": ["reportIncident"],
        "locations": [{"line": 1, "column": 12}],
        "extensions": {"code": "INTERNAL", "id": id},
    }
    assert "secret" not in answer.text
    [record] = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert record.getMessage() == f"fault {id} in ['reportIncident']"
    assert record.exc_info is not None
    assert "RuntimeError: the secret detail" in caplog.text


async def test_a_fault_outside_of_an_operation_gives_an_id_and_no_detail(
    app: Application,
    graphql: GraphQLClient,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def broken(*arguments: Any) -> None:
        raise RuntimeError("the secret detail")

    monkeypatch.setattr(app.auth, "caller", broken)
    answer = await graphql.send({"query": GOOD}, "any token")
    [error] = answer.json()["errors"]
    id = error["extensions"]["id"]
    message = f"Something went wrong inside SIEMS. Its log knows more under {id}."
    assert answer.status_code == 500
    assert error == {"message": message, "extensions": {"code": "INTERNAL", "id": id}}
    assert f"fault {id} outside of an operation" in caplog.text
    assert "RuntimeError: the secret detail" in caplog.text


async def test_a_refusal_is_not_logged_as_a_fault(
    world: World, graphql: GraphQLClient, caplog: pytest.LogCaptureFixture
) -> None:
    engineer = await world.engineer()
    for query in (UNKNOWN, BROKEN, DENIED, "{ incidents(first: 0) { totalCount } }"):
        assert "errors" in (await graphql.send({"query": query}, engineer)).json()
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_healthz_says_ok(graphql: GraphQLClient) -> None:
    answer = await graphql.http.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


async def ready(app: Application) -> tuple[int, Any]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(create_app(app)), base_url="http://siems.test") as http:
        answer = await http.get("/readyz")
    return answer.status_code, answer.json()


NOBODY = {"lastSweepSecondsAgo": None, "mode": None, "workers": 0}
NOTHING_WAITS = {"waiting": 0, "oldestSeconds": 0.0}
ONE = {"lastSweepSecondsAgo": 3, "mode": "arq", "workers": 1}


@pytest.fixture
async def standing(app: Application) -> AsyncIterator[Application]:
    """Its workers' time stands still, and there are none yet."""
    await forget_workers(app)
    yield replace(app, workers=WorkerService(UnitsOfWork(StandingClock())))
    await forget_workers(app)


async def test_readyz_names_what_is_up(standing: Application) -> None:
    up = {"ready": True, "postgresql": "up", "redis": "up", "feed": {"lagSeconds": 0.0}, "delivery": NOTHING_WAITS}
    assert await ready(standing) == (200, {**up, "worker": "down", "escalation": NOBODY})
    await standing.workers.beat(heartbeat(swept=timedelta(seconds=3)))
    assert await ready(standing) == (200, {**up, "worker": "up", "escalation": ONE})


async def test_without_redis_the_api_is_ready_and_says_that_workers_sweep_by_timer(standing: Application) -> None:
    nowhere = Redis(host="127.0.0.1", port=1, socket_connect_timeout=1)
    missing = {"mode": Mode.TIMER, "redis_missed": timedelta(seconds=20), "redis_error": "no answer"}
    await standing.workers.beat(heartbeat(swept=timedelta(seconds=3), **missing))
    up = {"feed": {"lagSeconds": 0.0}, "delivery": NOTHING_WAITS}
    state = {"ready": True, "postgresql": "up", "redis": "down", "worker": "up", **up}
    assert await ready(replace(standing, redis=nowhere)) == (200, {**state, "escalation": {**ONE, "mode": "timer"}})
    await nowhere.aclose()


async def test_without_postgresql_nothing_is_ready(app: Application) -> None:
    class NoDatabase:
        def across_organizations(self) -> None:
            raise ConnectionRefusedError

    unreachable = WorkerService(NoDatabase())  # type: ignore[arg-type]  # stands in for units that cannot be had
    unknown = {"feed": {"lagSeconds": None}, "delivery": {"waiting": None, "oldestSeconds": None}}
    state = {"ready": False, "postgresql": "down", "redis": "up", "worker": "unknown", **unknown}
    untold = {"lastSweepSecondsAgo": None, "mode": None, "workers": None}
    assert await ready(replace(app, workers=unreachable)) == (503, {**state, "escalation": untold})
