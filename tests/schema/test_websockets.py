"""The WebSocket: its protocol, who may connect, how much one connection carries, and when it is closed."""

import asyncio
from typing import Any

import pytest
from factories import Person, World
from subscribing import EVENTS, PATIENCE, Socket, socket_to, subscribed
from websockets.exceptions import InvalidStatus

from schema import websockets
from siems.bootstrap import Application
from siems.cli.protocols import LARGEST_MESSAGE
from siems.domain.clock import OffsetClock
from siems.services.live import callers


async def test_queries_and_mutations_may_use_the_socket_too(world: World, manager: Person, socket: Socket) -> None:
    await socket.subscribe('mutation { reportIncident(input: {title: "Down"}) { incident { key } } }')
    assert await socket.receive() == {
        "id": "1",
        "type": "next",
        "payload": {"data": {"reportIncident": {"incident": {"key": "INC-1"}}}},
    }
    assert await socket.receive() == {"id": "1", "type": "complete"}
    await socket.subscribe("{ me { name } incident(id: 7) { key } }")
    answer = await socket.receive()
    assert answer["payload"]["data"] == {"me": {"name": manager.user.name}, "incident": None}
    assert answer["payload"]["errors"][0]["extensions"]["code"] == "VALIDATION"


@pytest.mark.parametrize(
    ("messages", "code"),
    [
        (["nonsense"], 4400),
        ([b"{}"], 4400),
        (["[" * 100_000], 4400),
        (["7"], 4400),
        (['{"type": "unheard of"}'], 4400),
        (['{"type": "connection_init", "payload": 7}'], 4400),
        (['{"type": "connection_init", "payload": {"authorization": 7}}'], 4400),
        (['{"type": "connection_init"}'], 4401),
        (['{"type": "subscribe", "id": "1", "payload": {"query": "{ me { name } }"}}'], 4401),
        (['{"type": "connection_init", "payload": {"authorization": "Bearer nonsense"}}'], 4403),
        (['{"type": "connection_init", "payload": {"authorization": "siems_key_of_nobody"}}'], 4403),
        (["x" * (LARGEST_MESSAGE + 1)], 1009),
    ],
)
async def test_who_does_not_keep_to_the_protocol_is_cut_off(url: str, messages: list[str | bytes], code: int) -> None:
    async with socket_to(url) as socket:
        for message in messages:
            await socket.send(message)
        assert (await socket.closed())[0] == code


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"type": "connection_init"}, 4429),
        ({"type": "subscribe", "payload": {"query": "{ me { name } }"}}, 4400),
        ({"type": "subscribe", "id": 7, "payload": {"query": "{ me { name } }"}}, 4400),
        ({"type": "subscribe", "id": "x" * 200, "payload": {"query": "{ me { name } }"}}, 4400),
        ({"type": "subscribe", "id": "2", "payload": {"query": 7}}, 4400),
        ({"type": "subscribe", "id": "2", "payload": {"query": "{ me { name } }", "variables": []}}, 4400),
        ({"type": "subscribe", "id": "1", "payload": {"query": "{ me { name } }"}}, 4409),
        ({"type": "complete"}, 4400),
    ],
)
async def test_so_is_who_breaks_it_later(app: Application, socket: Socket, message: Any, code: int) -> None:
    await socket.subscribe(EVENTS)
    await subscribed(app, 1)
    await socket.send(message)
    assert (await socket.closed())[0] == code
    async with asyncio.timeout(PATIENCE):
        while app.live.feed.subscribers:  # noqa: ASYNC110  (nobody tells when it changes)
            await asyncio.sleep(0.01)


async def test_who_does_not_say_who_they_are_is_cut_off(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(websockets, "INIT_SECONDS", 0.1)
    async with socket_to(url) as socket:
        assert await socket.closed() == (4408, "Connection initialisation timeout")


async def test_another_protocol_is_not_spoken(url: str) -> None:
    async with socket_to(url, protocol="graphql-ws") as socket:
        assert socket.connection.subprotocol is None
        assert await socket.closed() == (4406, "Subprotocol not acceptable: this speaks graphql-transport-ws")


async def test_the_token_may_come_with_the_handshake_and_pings_are_answered(
    world: World, url: str, manager: Person
) -> None:
    headers = {"authorization": f"Bearer {await world.token(manager)}"}
    async with socket_to(url, headers=headers) as socket:
        await socket.send({"type": "ping", "payload": {"n": 7}})
        assert await socket.receive() == {"type": "pong", "payload": {"n": 7}}
        await socket.init()
        assert await socket.receive() == {"type": "connection_ack"}
        await socket.send({"type": "pong"})
        await socket.subscribe("{ me { name } }")
        assert (await socket.receive())["payload"] == {"data": {"me": {"name": manager.user.name}}}


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        (None, True),
        ("https://status.example.com", True),
        ("https://evil.example.com", False),
        ("null", False),
    ],
)
async def test_pages_of_other_sites_may_not_connect(url: str, origin: str | None, allowed: bool) -> None:
    headers = {} if origin is None else {"origin": origin}
    if allowed:
        async with socket_to(url, headers=headers):
            pass
    else:
        with pytest.raises(InvalidStatus, match="403"):
            async with socket_to(url, headers=headers):
                pass


async def test_a_page_of_this_site_may_connect(url: str) -> None:
    async with socket_to(url, headers={"origin": url}):
        pass


async def test_a_connection_carries_a_bounded_number_of_operations(
    app: Application, socket: Socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(websockets, "OPERATIONS_AT_ONCE", 2)
    for id in ("1", "2", "3"):
        await socket.subscribe(EVENTS, id=id)
    message = await socket.receive()
    assert (message["id"], message["payload"][0]["extensions"]) == ("3", {"code": "TOO_MANY_SUBSCRIPTIONS"})
    await socket.send({"id": "1", "type": "complete"})
    await socket.ready()
    await subscribed(app, 1)
    await socket.subscribe("{ me { name } }", id="3")
    assert (await socket.receive())["id"] == "3"


async def test_a_person_has_a_bounded_number_of_connections(
    world: World, url: str, manager: Person, socket: Socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(callers, "CONNECTIONS_OF_ONE", 1)
    async with socket_to(url) as another:
        await another.init(await world.token(manager))
        assert await another.closed() == (1013, "You have too many connections open")
    async with socket_to(url, await world.token(await world.engineer())):
        pass


async def test_when_the_token_expires_the_stream_says_so_and_the_connection_is_closed(
    world: World, app: Application, socket: Socket, clock: OffsetClock
) -> None:
    await socket.subscribe(EVENTS)
    await subscribed(app, 1)
    clock.advance(minutes=16)
    message = await socket.receive()
    assert (message["id"], message["type"]) == ("1", "error")
    [error] = message["payload"]
    assert error["extensions"] == {"code": "UNAUTHENTICATED"}
    assert (await socket.closed())[0] == 4403


async def test_a_connection_on_which_nothing_goes_on_is_closed_too(
    world: World, manager: Person, socket: Socket
) -> None:
    await world.deactivate(manager)
    assert (await socket.closed())[0] == 4403
