"""Whatever plug is pulled: nothing that is due is lost, nothing is done twice, and whoever listens hears it all."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from clocks import StandingClock
from factories import Person, World, step
from feeds import whole_feed
from sites import Site, new_site
from subscribing import EVENTS, socket_to
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from schema import ids
from siems.models import Organization

INCIDENTS = 60
STEPS = 2
PATIENCE = 120
Heard = list[tuple[UUID, int]]
"""Incident and sequence of each event, as it came."""


@pytest.fixture
def site(migrated_data_dir: Path, tmp_path: Path) -> Iterator[Site]:
    with new_site(migrated_data_dir, tmp_path) as site:
        yield site


async def late_incidents(site: Site) -> tuple[Organization, Person]:
    """An organization whose incidents are all due, and its manager."""
    clock = StandingClock()
    async with site.application() as app, app.units.across_organizations() as work:
        clock.now = work.now
    clock.advance(minutes=-60)
    async with site.application(clock) as past:
        world = World(past, await past.setup.create_organization("ACME", with_defaults=False))
        grace = await world.manager("Grace")
        await world.rule(steps=[step("ALL_MANAGERS") for _ in range(STEPS)])
        for _ in range(INCIDENTS):
            await world.incident(grace)
    return world.organization, grace


async def fired(world: World) -> int:
    async with world.app.units.of(world.organization.id) as work:
        [row] = await work.rows(
            "SELECT count(*) AS fired FROM escalations WHERE organization_id = $1", world.organization.id
        )
    return int(row["fired"])


async def more_has_fired(world: World, than: int) -> int:
    """Waits until more than that has fired, or everything; how much it is then."""
    async with asyncio.timeout(PATIENCE):
        while True:
            now = await fired(world)
            if now > than or now == INCIDENTS * STEPS:
                return now
            await asyncio.sleep(0.05)


async def listen(url: str, token: str, heard: Heard) -> None:
    """A subscriber that comes back behind its last cursor whenever it is cut off."""
    cursor = None
    while True:
        try:
            async with socket_to(url, token) as socket:
                await socket.subscribe(EVENTS, after=cursor)
                while True:
                    event = await socket.event()
                    cursor = event["cursor"]
                    heard.append((ids.decode("Incident", event["incidentId"], "id"), event["change"]["sequence"]))
        except (OSError, TimeoutError, ConnectionClosed, InvalidHandshake, AssertionError):
            await asyncio.sleep(0.1)


async def all_is_heard(heard: Heard, count: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            if len(heard) >= count:
                return
            await asyncio.sleep(0.05)


async def test_servers_that_restart_in_mid_sweep_lose_and_double_nothing(site: Site) -> None:
    organization, grace = await late_incidents(site)
    async with site.application() as app:
        world = World(app, organization)
        heard: Heard
        before, heard = len(await whole_feed(app, organization.id)), []
        url, token = await asyncio.to_thread(site.api), await world.token(grace)
        listening = asyncio.create_task(listen(url, token, heard))
        worker = await asyncio.to_thread(site.worker)
        done = await more_has_fired(world, 0)

        await asyncio.to_thread(site.kill, "redis-server")
        done = await more_has_fired(world, done)
        await asyncio.to_thread(site.revive)
        done = await more_has_fired(world, done)
        await asyncio.to_thread(site.kill, "postgres")
        await asyncio.to_thread(site.revive)

    async with site.application() as app:
        world = World(app, organization)
        await more_has_fired(world, INCIDENTS * STEPS - 1)
        entries = (await whole_feed(app, organization.id))[before:]
        expected = [(entry.subject_id, entry.sequence) for entry in entries]
        await all_is_heard(heard, len(expected))
        listening.cancel()
        assert await fired(world) == INCIDENTS * STEPS
        assert len(expected) == INCIDENTS * STEPS
        assert heard == expected
        assert [serving.process.poll() for serving in site.serving] == [None, None]
        await asyncio.to_thread(worker.stop)
        assert (await app.audit.verify(organization.id)).ok
