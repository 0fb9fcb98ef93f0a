"""The official client of the protocol, graphql-ws, follows incidents, and loses nothing when the server goes away."""

import asyncio
import json
import shutil
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from factories import World
from over_network import served
from subscribing import EVENTS, PATIENCE

from siems.app import create_app
from siems.bootstrap import Application

WEB = Path(__file__).parents[2] / "web"


class Client:
    """web/subscriber.mjs as it runs."""

    def __init__(self, process: Process) -> None:
        self._process = process

    async def says(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = await asyncio.wait_for(self._process.stdout.readline(), PATIENCE)
        said: dict[str, Any] = json.loads(line)
        return said

    async def event(self) -> tuple[str, int]:
        """Of what kind the next event is and which entry, whatever is said of connections before it."""
        while "event" not in (said := await self.says()):
            assert set(said) <= {"connected", "closed"}, said
        return said["event"]["kind"], said["event"]["change"]["sequence"]


@asynccontextmanager
async def following(url: str, token: str, after: str = "", query: str = EVENTS) -> AsyncIterator[Client]:
    node = shutil.which("node")
    if node is None or not (WEB / "node_modules" / "graphql-ws").is_dir():
        pytest.skip("the client needs node, and web/node_modules, which `make setup` fills where npm is")
    arguments = (WEB / "subscriber.mjs", f"ws{url.removeprefix('http')}/graphql", token, query, after)
    process = await asyncio.create_subprocess_exec(node, *arguments, stdout=PIPE)
    try:
        yield Client(process)
    finally:
        process.kill()
        await process.wait()


async def test_the_client_gets_what_happened_while_the_server_was_away(world: World, app: Application) -> None:
    manager = await world.manager()
    incident = await world.incident(manager)
    token, after = await world.token(manager), await app.live.cursor(manager)
    async with AsyncExitStack() as stack:
        async with served(create_app(app)) as url:
            client = await stack.enter_async_context(following(url, token, after))
            for sequence in (2, 3):
                await app.incidents.comment(manager, incident.id, "Hm")
                assert await client.event() == ("COMMENTED", sequence)
        assert await client.says() == {"closed": 1012}
        await app.incidents.comment(manager, incident.id, "Nobody listens")
        async with served(create_app(app), port=int(url.rpartition(":")[2])):
            assert await client.event() == ("COMMENTED", 4)
            await app.incidents.comment(manager, incident.id, "Hm")
            assert await client.event() == ("COMMENTED", 5)


async def test_the_client_is_told_why_a_stream_does_not_begin(world: World, app: Application) -> None:
    token = await world.token(await world.engineer())
    async with served(create_app(app)) as url, following(url, token, "nonsense") as client:
        assert await client.says() == {"connected": True}
        [error] = (await client.says())["errors"]
        assert error["extensions"] == {"code": "VALIDATION", "field": ["after"]}


async def test_the_client_is_told_that_a_token_is_not_valid(world: World, app: Application) -> None:
    async with served(create_app(app)) as url, following(url, "nonsense") as client:
        assert await client.says() == {"closed": 4403}
