"""Real workers, killed again and again: each step fires once, with its log entry and its notifications.

`make soak` runs it with 4 workers and 2,000 incidents; a few of each are enough to see it hold.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from clocks import StandingClock
from commands import SECRET_KEY, Serving
from factories import World, step
from proofs import KEY_SEED, Proofs, new_proofs

from siems.embedded import Endpoints
from siems.repositories.unit_of_work import UnitsOfWork
from siems.services.incidents import IncidentService

SOAK = bool(os.environ.get("SIEMS_SOAK"))
WORKERS, INCIDENTS = (4, 2_000) if SOAK else (2, 150)
PATIENCE = 600
COUNTS = """
SELECT (SELECT count(*) FROM escalations WHERE organization_id = $1) AS escalations,
    (SELECT count(DISTINCT (incident_id, step)) FROM escalations WHERE organization_id = $1) AS steps,
    (SELECT count(*) FROM incident_log WHERE organization_id = $1 AND action = 'ESCALATED') AS entries,
    (SELECT count(*) FROM notifications WHERE organization_id = $1) AS notifications,
    (SELECT count(*) FROM incidents WHERE organization_id = $1 AND next_escalation_at IS NOT NULL) AS waiting
"""


@pytest.fixture
async def proofs(endpoints: Endpoints, tmp_path: Path) -> AsyncIterator[Proofs]:
    async with new_proofs(endpoints, tmp_path) as proofs:
        yield proofs


async def due_incidents(proofs: Proofs, count: int) -> World:
    """An organization in which so many incidents have been due for two steps each for some time."""
    clock = StandingClock()
    async with proofs.app.units.across_organizations() as work:
        clock.now = work.now
    clock.advance(minutes=-60)
    units = UnitsOfWork(clock)
    past = replace(proofs.app, units=units, incidents=IncidentService(units))
    world = World(past, await proofs.app.setup.create_organization("ACME", with_defaults=False))
    grace, ada = await world.manager("Grace"), await world.engineer("Ada")
    await world.rule(steps=[step("ALL_MANAGERS"), step("ALL_MANAGERS", ada.id)])
    for _ in range(count):
        await world.incident(grace)
    return World(proofs.app, world.organization)


async def counts(world: World) -> dict[str, int]:
    async with world.app.units.of(world.organization.id) as work:
        [row] = await work.rows(COUNTS, world.organization.id)
    return row


async def test_workers_that_are_killed_at_any_line_fire_each_step_once(proofs: Proofs, tmp_path: Path) -> None:
    world = await due_incidents(proofs, INCIDENTS)
    dice, started = Random(7), 0

    def start() -> Serving:
        nonlocal started
        started += 1
        return Serving(
            "worker",
            output=tmp_path / f"worker-{started}.log",
            database_url=proofs.database.app_url,
            redis_url=proofs.database.redis_url,
            secret_key=SECRET_KEY,
            checkpoint_key=KEY_SEED.hex(),
            data_dir=tmp_path / "data",
        )

    workers = [start() for _ in range(WORKERS)]
    kills = 0
    try:
        async with asyncio.timeout(PATIENCE):
            while (await counts(world))["waiting"]:
                before = await counts(world)
                await _until_more(world, before["escalations"])
                if not (await counts(world))["waiting"]:
                    break
                killed = dice.randrange(WORKERS)
                workers[killed].kill()
                kills += 1
                workers[killed] = start()
    finally:
        for worker in workers:
            worker.kill()
    assert kills > 0
    assert await counts(world) == {
        "escalations": 2 * INCIDENTS,
        "steps": 2 * INCIDENTS,
        "entries": 2 * INCIDENTS,
        "notifications": 3 * INCIDENTS,
        "waiting": 0,
    }
    assert (await proofs.app.audit.verify(world.organization.id)).ok


async def _until_more(world: World, than: int) -> None:
    """Waits until something has fired since, so that each kill strikes workers that work."""
    while True:
        now = await counts(world)
        if now["escalations"] > than or not now["waiting"]:
            return
        await asyncio.sleep(0.05)
