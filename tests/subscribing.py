"""Clients of the streams for tests: graphql-transport-ws and server-sent events, over the network."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from siems.bootstrap import Application

Json = dict[str, Any]
PATIENCE = 60  # seconds: whoever needs more hangs
EVENTS = """subscription($after: String, $filter: IncidentEventFilter) {
  incidentEvents(after: $after, filter: $filter) { cursor kind incidentId change { sequence } }
}"""


@dataclass
class Socket:
    """A client that speaks graphql-transport-ws."""

    connection: ClientConnection

    async def send(self, message: Any) -> None:
        await self.connection.send(message if isinstance(message, str | bytes) else json.dumps(message))

    async def receive(self) -> Json:
        message: Json = json.loads(await asyncio.wait_for(self.connection.recv(), PATIENCE))
        return message

    async def init(self, token: str | None = None) -> None:
        payload = {} if token is None else {"payload": {"authorization": f"Bearer {token}"}}
        await self.send({"type": "connection_init", **payload})

    async def subscribe(self, query: str, id: str = "1", **variables: Any) -> None:
        await self.send({"id": id, "type": "subscribe", "payload": {"query": query, "variables": variables}})

    async def ready(self) -> None:
        """Waits until everything that was sent before has been handled."""
        await self.send({"type": "ping"})
        assert await self.receive() == {"type": "pong"}

    async def event(self, field: str = "incidentEvents", id: str = "1") -> Json:
        """The next event of a subscription."""
        message = await self.receive()
        assert (message["type"], message["id"]) == ("next", id), message
        assert set(message["payload"]) == {"data"}, message
        event: Json = message["payload"]["data"][field]
        return event

    async def closed(self) -> tuple[int, str]:
        """The code and the reason that the server closes with."""
        with suppress(ConnectionClosed):
            while True:
                await asyncio.wait_for(self.connection.recv(), PATIENCE)
        assert self.connection.close_code is not None
        return self.connection.close_code, self.connection.close_reason or ""


@asynccontextmanager
async def socket_to(
    url: str,
    token: str | None = None,
    protocol: str = "graphql-transport-ws",
    headers: Mapping[str, str] | None = None,
) -> AsyncIterator[Socket]:
    """A connection, and if there is a token, one on which one may subscribe."""
    address = f"ws{url.removeprefix('http')}/graphql"
    async with connect(
        address, subprotocols=[protocol], additional_headers=headers, proxy=None, max_size=None
    ) as connection:
        socket = Socket(connection)
        if token is not None:
            await socket.init(token)
            assert await socket.receive() == {"type": "connection_ack"}
        yield socket


@asynccontextmanager
async def event_source(url: str, token: str | None, query: str, **variables: Any) -> AsyncIterator[AsyncIterator[Json]]:
    """Server-sent events: each with its name and its data, if that is JSON."""
    headers = {"accept": "text/event-stream"} | ({} if token is None else {"authorization": f"Bearer {token}"})
    async with httpx.AsyncClient(base_url=url, headers=headers, timeout=PATIENCE) as http:
        body = {"query": query, "variables": variables}
        async with http.stream("POST", "/graphql", json=body) as answer:
            assert answer.status_code == 200, await answer.aread()
            assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
            yield _events(answer)


async def subscribed(app: Application, number: int) -> None:
    """Waits until so many follow the feed."""
    async with asyncio.timeout(PATIENCE):
        while app.live.feed.subscribers < number:  # noqa: ASYNC110  (nobody tells when it changes)
            await asyncio.sleep(0.01)


async def _events(answer: httpx.Response) -> AsyncIterator[Json]:
    event: Json = {}
    async for line in answer.aiter_lines():
        if not line and event:
            yield event
            event = {}
        elif not line.startswith(":") and line:
            name, _, value = line.partition(":")
            event[name] = json.loads(value) if name == "data" and value.strip() else value.strip()
