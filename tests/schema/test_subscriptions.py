"""Subscriptions over real connections: graphql-transport-ws, and server-sent events."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest
from factories import Person, World
from graphql_client import GraphQLClient, global_id, user_id
from over_network import served
from subscribing import EVENTS, PATIENCE, Socket, event_source, socket_to
from websockets.exceptions import InvalidStatus

from schema import websockets
from siems.app import create_app
from siems.bootstrap import Application
from siems.cli import protocols
from siems.cli.protocols import LARGEST_MESSAGE
from siems.domain.callers import Origin
from siems.domain.clock import OffsetClock
from siems.services.incidents import Decision
from siems.services.live import callers

WHOLE = """subscription($after: String) { incidentEvents(after: $after) {
  kind at actor { __typename id } actorName incidentId incident { key status assignee { name } }
  change { sequence before after reason }
} }"""


@pytest.fixture
async def url(app: Application) -> AsyncIterator[str]:
    async with served(create_app(app, {"https://status.example.com"})) as url:
        yield url


@pytest.fixture
async def manager(world: World) -> Person:
    return await world.manager()


@pytest.fixture
async def socket(world: World, url: str, manager: Person) -> AsyncIterator[Socket]:
    """A connection of the manager's."""
    async with socket_to(url, await world.token(manager)) as socket:
        yield socket


async def comment(world: World, author: Person, *incident_ids: Any) -> None:
    for id in incident_ids:
        await world.app.incidents.comment(author, id, "Hm")


async def subscribed(app: Application, number: int) -> None:
    """Waits until so many follow the feed."""
    async with asyncio.timeout(PATIENCE):
        while app.live.feed.subscribers < number:  # noqa: ASYNC110  (nobody tells when it changes)
            await asyncio.sleep(0.01)


async def test_an_event_says_what_happened_and_to_which_incident(world: World, manager: Person, socket: Socket) -> None:
    ada = await world.engineer("Ada")
    incident = await world.incident(manager)
    after = await world.app.live.cursor(manager)
    await world.app.incidents.assign(manager, Decision(incident.id, reason="She knows it"), ada.id)
    await socket.subscribe(WHOLE, after=after)
    event = await socket.event()
    assert event.pop("at")
    assert event == {
        "kind": "ASSIGNED",
        "actor": {"__typename": "Manager", "id": user_id(manager)},
        "actorName": manager.user.name,
        "incidentId": global_id(incident),
        "incident": {"key": "INC-1", "status": "ASSIGNED", "assignee": {"name": "Ada"}},
        "change": {
            "sequence": 2,
            "before": {"status": "OPEN", "assignee": None},
            "after": {"status": "ASSIGNED", "assignee": {"id": str(ada.id), "name": "Ada"}},
            "reason": "She knows it",
        },
    }


async def test_events_come_as_they_happen_and_resume_behind_a_cursor(
    world: World, app: Application, url: str, manager: Person, socket: Socket
) -> None:
    await socket.subscribe(EVENTS)
    await subscribed(app, 1)
    incident = await world.incident(manager)
    first = await socket.event()
    assert (first["kind"], first["incidentId"], first["change"]) == ("REPORTED", global_id(incident), {"sequence": 1})
    await comment(world, manager, incident.id, incident.id)
    second = await socket.event()
    await socket.send({"id": "1", "type": "complete"})
    async with socket_to(url, await world.token(manager)) as another:
        await another.subscribe(EVENTS, after=first["cursor"])
        assert await another.event() == second
        assert (await another.event())["change"] == {"sequence": 3}


async def test_whoever_takes_a_cursor_before_reading_misses_nothing_that_happens_until_they_subscribe(
    world: World, graphql: GraphQLClient, manager: Person, socket: Socket
) -> None:
    await world.incident(manager)
    cursor = (await graphql.ask("{ eventCursor }", as_=manager))["data"]["eventCursor"]
    incident = await world.incident(manager)
    await socket.subscribe(EVENTS, after=cursor)
    assert (await socket.event())["incidentId"] == global_id(incident)


async def test_each_event_shows_the_incident_as_it_is_by_then(world: World, manager: Person, socket: Socket) -> None:
    incident = await world.incident(manager)
    await socket.subscribe(
        "subscription($id: ID!) { incidentChanged(id: $id) { incident { title reporter { name } } } }",
        id="a",
    )
    assert (await socket.receive())["type"] == "error"  # there is no $id
    query = "subscription($id: ID!, $after: String) { incidentChanged(id: $id, after: $after) { incident { title } } }"
    after = await world.app.live.cursor(manager)
    payload = {"query": query, "variables": {"id": global_id(incident), "after": after}}
    await socket.send({"id": "1", "type": "subscribe", "payload": payload})
    titles = []
    for title in ("One", "Two", "Three"):
        await world.app.incidents.update(manager, Decision(incident.id), {"title": title})
        titles.append((await socket.event("incidentChanged"))["incident"]["title"])
    assert titles == ["One", "Two", "Three"]


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
    ("query", "variables", "code"),
    [
        ("subscription { incidentEvents { cursor", {}, "BAD_REQUEST"),
        ("subscription { nothing }", {}, "BAD_REQUEST"),
        ("subscription { incidentEvents { cursor } incidentChanged(id: 1) { cursor } }", {}, "BAD_REQUEST"),
        ("subscription { incidentEvents { " + "cursor " * 501 + "} }", {}, "COST_EXCEEDED"),
        ("subscription { incidentEvents { " + "cursor " * 5000 + "} }", {}, "COST_EXCEEDED"),
        (EVENTS, {"after": "nonsense"}, "VALIDATION"),
        (EVENTS, {"filter": {"kinds": ["CLEANED"]}}, "VALIDATION"),
        (EVENTS, {"filter": {"kinds": ["COMMENTED"] * 201}}, "COST_EXCEEDED"),
        (EVENTS, {"filter": {"teamId": "7"}}, "VALIDATION"),
        ('subscription { incidentChanged(id: "SW5jaWRlbnQ6Nw==") { cursor } }', {}, "VALIDATION"),
    ],
)
async def test_what_cannot_begin_is_answered_with_an_error(
    world: World, url: str, manager: Person, socket: Socket, query: str, variables: dict[str, Any], code: str
) -> None:
    await socket.subscribe(query, **variables)
    message = await socket.receive()
    assert (message["id"], message["type"]) == ("1", "error")
    [error] = message["payload"]
    assert error["extensions"]["code"] == code
    async with event_source(url, await world.token(manager), query, **variables) as events:
        assert [event async for event in events] == [
            {"event": "next", "data": {"errors": [error]}},
            {"event": "complete", "data": ""},
        ]
    await socket.subscribe("{ me { name } }")  # the connection goes on
    assert (await socket.receive())["type"] == "next"


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


async def test_a_stream_of_server_sent_events_ends_with_the_account(world: World, url: str, manager: Person) -> None:
    async with event_source(url, await world.token(manager), EVENTS) as events:
        await world.deactivate(manager)
        [first, second] = [event async for event in events]
    assert first["data"]["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED"}
    assert second == {"event": "complete", "data": ""}


async def test_server_sent_events_come_as_they_happen(
    world: World, app: Application, url: str, manager: Person
) -> None:
    async with event_source(url, await world.token(manager), EVENTS) as events:
        incident = await world.incident(manager)
        event = (await anext(events))["data"]["data"]["incidentEvents"]
        assert (event["kind"], event["incidentId"]) == ("REPORTED", global_id(incident))
    async with asyncio.timeout(PATIENCE):
        while app.live.feed.subscribers:  # noqa: ASYNC110  (nobody tells when it changes)
            await asyncio.sleep(0.01)


async def test_a_server_that_stops_does_not_wait_for_streams_to_end(
    world: World, app: Application, manager: Person, caplog: pytest.LogCaptureFixture
) -> None:
    token = await world.token(manager)
    async with AsyncExitStack() as stack:
        async with served(create_app(app)) as url:
            events = await stack.enter_async_context(event_source(url, token, EVENTS))
            await subscribed(app, 1)
        with pytest.raises(httpx.RemoteProtocolError):
            await anext(events)
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []


async def test_a_query_may_be_answered_by_server_sent_events(world: World, url: str, manager: Person) -> None:
    async with event_source(url, await world.token(manager), "{ me { name } }") as events:
        assert [event async for event in events] == [
            {"event": "next", "data": {"data": {"me": {"name": manager.user.name}}}},
            {"event": "complete", "data": ""},
        ]


async def test_a_client_that_takes_json_too_gets_json_for_a_query(world: World, url: str, manager: Person) -> None:
    headers = {"authorization": f"Bearer {await world.token(manager)}", "accept": "application/json, text/event-stream"}
    async with httpx.AsyncClient(base_url=url, headers=headers) as http:
        answer = await http.post("/graphql", json={"query": "{ me { name } }"})
        assert answer.json() == {"data": {"me": {"name": manager.user.name}}}
        answer = await http.post("/graphql", json={"query": 7})
        assert answer.status_code == 400


async def test_a_subscription_over_plain_http_is_told_where_to_go(world: World, graphql: GraphQLClient) -> None:
    answer = await graphql.send({"query": EVENTS}, await world.engineer())
    assert answer.status_code == 406
    [error] = answer.json()["errors"]
    assert error["message"] == "Send subscriptions over a WebSocket, or with POST and accept: text/event-stream."


async def test_an_escalation_is_raised_for_all_who_see_the_incident_and_told_to_those_who_are_notified(
    world: World, app: Application, url: str, manager: Person
) -> None:
    other, ada = await world.manager(), await world.engineer("Ada")
    hidden, incident = await world.incident(manager, restricted=True), await world.incident(ada)
    raised = """subscription($after: String) { escalationRaised(after: $after) {
      cursor incidentId escalation { level reason notified { name } incident { key } } } }"""
    received = """subscription($after: String) { notificationReceived(after: $after) {
      cursor notification { kind incident { key } escalation { reason } } } }"""
    before = {person.id: await app.live.cursor(person) for person in (other, ada)}
    await app.escalations.escalate(manager, Decision(hidden.id, reason="A secret"))
    await app.incidents.assign(manager, Decision(incident.id), ada.id)
    await app.escalations.escalate(manager, Decision(incident.id, reason="Help"))
    told = {}
    for name, person, query, number in (
        ("manager", other, raised, 2), ("engineer", ada, raised, 1), ("told", other, received, 2),
        ("assigned", ada, received, 1),
    ):  # fmt: skip
        async with event_source(url, await world.token(person), query, after=before[person.id]) as events:
            found = [next(iter((await anext(events))["data"]["data"].values())) for _ in range(number)]
        assert [bool(each.pop("cursor")) for each in found] == [True] * number
        told[name] = found
    names = [{"name": other.user.name}]
    of_both = [
        {
            "incidentId": global_id(which),
            "escalation": {"level": 1, "reason": reason, "notified": names, "incident": {"key": key}},
        }
        for which, reason, key in ((hidden, "A secret", "INC-1"), (incident, "Help", "INC-2"))
    ]
    told_of_both = [
        {"notification": {"kind": "ESCALATED", "incident": {"key": key}, "escalation": {"reason": reason}}}
        for reason, key in (("A secret", "INC-1"), ("Help", "INC-2"))
    ]
    assigned = {"notification": {"kind": "ASSIGNED", "incident": {"key": "INC-2"}, "escalation": None}}
    assert told == {"manager": of_both, "engineer": of_both[1:], "told": told_of_both, "assigned": [assigned]}


async def test_a_client_that_reads_nothing_is_cut_off(
    world: World, app: Application, url: str, manager: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocols, "PATIENCE_SECONDS", 0.2)
    incident = await world.incident(manager, description="x" * 20_000)
    much = " ".join(f"d{number}: description" for number in range(20))
    query = f"subscription($after: String) {{ incidentEvents(after: $after) {{ incident {{ {much} }} }} }}"
    after, token = await app.live.cursor(manager), await world.token(manager)
    await comment(world, manager, *[incident.id] * 60)  # 24 MB, which no socket's buffers hold
    host, _, port = url.removeprefix("http://").partition(":")
    body = json.dumps({"query": query, "variables": {"after": after}})
    _, writer = await asyncio.open_connection(host, int(port), limit=1024)
    writer.write(
        f"POST /graphql HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\nAccept: text/event-stream\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()
    )
    async with socket_to(url, token) as socket:
        transport = socket.connection.transport
        await socket.subscribe(query, after=after)
        transport.pause_reading()
        await subscribed(app, 2)
        async with asyncio.timeout(PATIENCE):
            while app.live.feed.subscribers:  # noqa: ASYNC110  (nobody tells when it changes)
                await asyncio.sleep(0.01)
        transport.abort()
    writer.transport.abort()


async def test_those_who_ask_the_same_get_one_execution_and_nobody_sees_what_another_takes_part_in(
    world: World, app: Application, url: str, manager: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, bob = await world.engineer("Ada"), await world.engineer("Bob")
    key = await world.key(await world.admin())
    by_key = await world.incident(await app.auth.caller(key, Origin()))
    opened, secret = await world.incident(manager), await world.incident(ada, restricted=True)
    asked = []
    by_ids = app.incident_lists.by_ids

    async def counted(caller: Any, ids: Any) -> Any:
        asked.append(caller.user.name)
        return await by_ids(caller, ids)

    monkeypatch.setattr(app.incident_lists, "by_ids", counted)
    query = "subscription { incidentEvents { kind incident { key restricted } } }"
    tokens = [await world.token(person) for person in (ada, ada, bob, manager)] + [key]
    queues = []
    async with asyncio.timeout(PATIENCE), served(create_app(app)) as another:
        sources = [event_source(another, token, query) for token in tokens]
        try:
            queues = [await source.__aenter__() for source in sources]
            await comment(world, manager, opened.id, secret.id, by_key.id)
            told = [
                [(await anext(events))["data"]["data"]["incidentEvents"]["incident"]["key"] for _ in range(number)]
                for events, number in zip(queues, (3, 3, 2, 3, 1), strict=True)
            ]
        finally:
            for source in sources:
                await source.__aexit__(None, None, None)
    assert told == [["INC-2", "INC-3", "INC-1"], ["INC-2", "INC-3", "INC-1"], ["INC-2", "INC-1"],
                    ["INC-2", "INC-3", "INC-1"], ["INC-1"]]  # fmt: skip
    # Two open incidents for all engineers at once, three for all managers, the restricted one for Ada, twice, and
    # the integration's own.
    assert sorted(asked) == ["", "", "", "", "", "Ada", "Ada", "Alertmanager"]
