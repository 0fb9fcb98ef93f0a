"""Subscriptions over real connections: what subscribers are told, and what is refused or cut off on any of them."""

import asyncio
import json
from typing import Any

import pytest
from cutting import be_cut
from factories import Person, World, suggestion
from graphql_client import GraphQLClient, global_id, user_id
from over_network import served
from subscribing import EVENTS, PATIENCE, Socket, event_source, socket_to, subscribed

from schema.subscriptions import sharing
from siems.app import create_app
from siems.bootstrap import Application
from siems.cli import protocols
from siems.domain.callers import Origin
from siems.embedded import Endpoints
from siems.services.incidents import Decision
from siems.services.live import outages

WHOLE = """subscription($after: String) { incidentEvents(after: $after) {
  kind at actor { __typename id } actorName incidentId incident { key status assignee { name } }
  change { sequence before after reason }
} }"""


async def comment(world: World, author: Person, *incident_ids: Any) -> None:
    for id in incident_ids:
        await world.app.incidents.comment(author, id, "Hm")


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
            "after": {
                "status": "ASSIGNED",
                "assignee": {"id": str(ada.id), "name": "Ada"},
                "suggestion": suggestion(),
            },
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


async def test_a_notification_is_waited_for_while_the_database_is_away(
    world: World,
    app: Application,
    endpoints: Endpoints,
    manager: Person,
    socket: Socket,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever has no cursor yet would miss it."""
    found, cuts = app.notifications.owed_by, 0

    async def be_cut_first(*asked: Any) -> Any:
        nonlocal cuts
        cuts += 1
        return await (be_cut(world, endpoints) if cuts == 1 else found(*asked))

    monkeypatch.setattr(app.notifications, "owed_by", be_cut_first)
    monkeypatch.setattr(outages, "FIRST_PAUSE", 0)
    await socket.subscribe("subscription { notificationReceived { notification { incident { key } } } }")
    await subscribed(app, 1)
    incident = await world.incident(await world.engineer())
    await app.escalations.escalate(await world.admin(), Decision(incident.id, reason="Help"))
    assert await socket.event("notificationReceived") == {"notification": {"incident": {"key": "INC-1"}}}
    assert cuts == 2


async def test_a_database_that_says_nothing_of_a_notification_is_asked_anew(
    world: World, app: Application, manager: Person, socket: Socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, times = app.notifications.owed_by, 0

    async def be_silent_first(*asked: Any) -> Any:
        nonlocal times
        times += 1
        if times == 1:
            monkeypatch.setattr(outages, "LONGEST_READ", PATIENCE)  # from the next time on
            await asyncio.Event().wait()
        return await found(*asked)

    monkeypatch.setattr(app.notifications, "owed_by", be_silent_first)
    monkeypatch.setattr(outages, "LONGEST_READ", 0.2)
    cursor = await app.live.cursor(manager)
    incident = await world.incident(await world.engineer())
    await app.escalations.escalate(await world.admin(), Decision(incident.id, reason="Help"))
    query = "subscription($after: String) { notificationReceived(after: $after) { notification { kind } } }"
    await socket.subscribe(query, after=cursor)
    assert await socket.event("notificationReceived") == {"notification": {"kind": "ESCALATED"}}
    assert times > 1


async def test_an_event_that_cannot_be_worked_out_for_long_ends_the_stream_and_comes_whole_to_who_returns(
    world: World,
    app: Application,
    endpoints: Endpoints,
    manager: Person,
    socket: Socket,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    query = "subscription($after: String) { incidentEvents(after: $after) { kind incident { key } } }"
    cursor = await app.live.cursor(manager)
    with monkeypatch.context() as patched:
        patched.setattr(app.incident_lists, "by_ids", lambda *_: be_cut(world, endpoints))
        patched.setattr(sharing, "_PATIENCE", 0)
        await world.incident(manager)
        await socket.subscribe(query, after=cursor)
        message = await socket.receive()
        assert (message["type"], message["payload"][0]["extensions"]["code"]) == ("error", "INTERNAL")
    await socket.subscribe(query, after=cursor)
    assert await socket.event() == {"kind": "REPORTED", "incident": {"key": "INC-1"}}


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
