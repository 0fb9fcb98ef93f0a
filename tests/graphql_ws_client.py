"""The official client of graphql-transport-ws, npm's graphql-ws, as a program of its own: web/subscriber.mjs."""

import asyncio
import json
import shutil
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from subscribing import EVENTS, PATIENCE

from schema import ids

WEB = Path(__file__).parents[1] / "web"


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
        event = await self._event()
        return event["kind"], event["change"]["sequence"]

    async def incident_and_kind(self) -> tuple[UUID, str]:
        """Which incident the next event is about, and of what kind it is."""
        event = await self._event()
        return ids.decode("Incident", event["incidentId"], "id"), event["kind"]

    async def _event(self) -> dict[str, Any]:
        while "event" not in (said := await self.says()):
            assert set(said) <= {"connected", "closed"}, said
        event: dict[str, Any] = said["event"]
        return event


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
