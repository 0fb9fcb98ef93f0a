"""Server-sent events: how a stream comes and ends, and who is answered in another way."""

import asyncio
from contextlib import AsyncExitStack

import httpx
import pytest
from factories import Person, World
from graphql_client import GraphQLClient, global_id
from over_network import served
from subscribing import EVENTS, PATIENCE, event_source, subscribed

from siems.app import create_app
from siems.bootstrap import Application


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
