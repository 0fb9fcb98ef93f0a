"""GraphQL over HTTP as the graphql-http audits see it, and what they do not look at."""

import asyncio
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from factories import World
from graphql_client import GraphQLClient
from over_network import served

from siems.app import create_app
from siems.bootstrap import Application

WEB = Path(__file__).parents[2] / "web"
PLAIN, GRAPHQL = "application/json", "application/graphql-response+json"
TWO = "query One { me { name } } query Two { me { id } }"
UNNAMED = "The document has several operations: say with operationName which one is meant."


async def audits(url: str) -> list[dict[str, Any]]:
    node = shutil.which("node")
    if node is None or not (WEB / "node_modules" / "graphql-http").is_dir():
        pytest.skip("the audits need node, and web/node_modules, which `make setup` fills where npm is")
    process = await asyncio.create_subprocess_exec(
        node, WEB / "audits.mjs", url, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    printed, complaints = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 0, complaints.decode()
    found: list[dict[str, Any]] = json.loads(printed)
    return found


async def test_all_audits_of_graphql_http_are_content(app: Application) -> None:
    async with served(create_app(app)) as url:
        found = await audits(f"{url}/graphql")
    assert [audit for audit in found if audit["status"] != "ok"] == []
    assert len(found) == 61


@pytest.mark.parametrize(("accept", "status"), [(PLAIN, 200), (GRAPHQL, 400)])
async def test_of_several_operations_one_must_be_named(
    world: World, graphql: GraphQLClient, accept: str, status: int
) -> None:
    ada = await world.engineer("Ada")
    answer = await graphql.send({"query": TWO}, ada, {"accept": accept})
    assert (answer.status_code, answer.json()) == (
        status,
        {"errors": [{"message": UNNAMED, "extensions": {"code": "BAD_REQUEST"}}]},
    )
    answer = await graphql.send({"query": TWO, "operationName": "One"}, ada, {"accept": accept})
    assert (answer.status_code, answer.json()) == (200, {"data": {"me": {"name": "Ada"}}})


@pytest.mark.parametrize("name", ["", "Three", 7, {}])
async def test_an_operation_that_is_not_there_is_refused(world: World, graphql: GraphQLClient, name: Any) -> None:
    answer = await graphql.send({"query": TWO, "operationName": name}, await world.engineer())
    assert answer.status_code == 400
    [error] = answer.json()["errors"]
    assert error["extensions"] == {"code": "BAD_REQUEST"}
    known = isinstance(name, str)
    expected = "Unknown operation named" if known else "The GraphQL operation's `operationName` must be a string"
    assert error["message"].startswith(expected)


async def test_only_queries_may_use_GET(graphql: GraphQLClient) -> None:
    mutation = 'mutation { login(input: {email: "a@example.com", password: "b"}) { accessToken } }'
    answer = await graphql.http.get("/graphql", params={"query": mutation})
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    answer = await graphql.http.put("/graphql", json={"query": mutation})
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")
