"""The official client of the protocol, graphql-ws, follows incidents, and loses nothing when the server goes away."""

from contextlib import AsyncExitStack

from factories import World
from graphql_ws_client import following
from over_network import served

from siems.app import create_app
from siems.bootstrap import Application


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
