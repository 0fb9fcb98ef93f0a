"""PostgreSQL dies under those who are connected: everybody gets an answer, and everything goes on once it is back."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from factories import World
from over_network import served
from sites import Site, new_site
from subscribing import EVENTS, PATIENCE, Socket, socket_to, subscribed

from siems.app import create_app


@pytest.fixture
def site(migrated_data_dir: Path, tmp_path: Path) -> Iterator[Site]:
    with new_site(migrated_data_dir, tmp_path) as site:
        yield site


async def code_of_refusal(socket: Socket, id: str) -> str:
    """Why an operation failed. What else is said is about others."""
    await socket.subscribe(EVENTS, id=id)
    while (message := await socket.receive())["id"] != id:
        pass
    assert message["type"] == "error", message
    code: str = message["payload"][0]["extensions"]["code"]
    return code


async def test_who_asks_while_postgresql_is_away_is_answered_and_who_follows_goes_on_when_it_is_back(
    site: Site,
) -> None:
    async with site.application() as app:
        world = World(app, await app.setup.create_organization("ACME", with_defaults=False))
        manager = await world.manager()
        token = await world.token(manager)
        async with served(create_app(app)) as url, socket_to(url, token) as socket:
            await socket.subscribe(EVENTS)
            await subscribed(app, 1)
            site.kill("postgres")

            assert [await code_of_refusal(socket, id) for id in ("2", "3", "4")] == ["INTERNAL"] * 3
            async with socket_to(url) as another:
                await another.init(token)
                assert await another.closed() == (1012, "The database is away: connect again")
            async with httpx.AsyncClient(base_url=url, timeout=PATIENCE) as http:
                headers = {"authorization": f"Bearer {token}"}
                answer = await http.post("/graphql", json={"query": "{ me { name } }"}, headers=headers)
                [error] = answer.json()["errors"]
                assert (answer.status_code, error["extensions"]["code"]) == (500, "INTERNAL")
                assert (await http.get("/healthz")).status_code == 200
                ready = await http.get("/readyz")
                assert (ready.status_code, ready.json()["postgresql"], ready.json()["redis"]) == (503, "down", "up")

            site.revive()
            await world.incident(manager)
            event = await socket.event()
            assert (event["kind"], event["change"]) == ("REPORTED", {"sequence": 1})
            await socket.subscribe("{ me { name } }", id="2")
            assert (await socket.receive())["payload"] == {"data": {"me": {"name": manager.user.name}}}
        await app.live.stop()
