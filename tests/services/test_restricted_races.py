"""A restricted incident while others act on it: it is not waited for, and sight that is lost meanwhile is lost."""

import asyncio
import contextvars
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from factories import World

from siems.domain.errors import NotFound
from siems.domain.visibility import Visibility
from siems.embedded import Endpoints
from siems.migrate import connect
from siems.models import Incident, IncidentLog
from siems.repositories.logs import IncidentLogRepository
from siems.services.incidents import Decision

PATIENCE = 60  # seconds: whoever needs more hangs
Holder = asyncpg.Connection


@asynccontextmanager
async def held(endpoints: Endpoints, incident: Incident) -> AsyncIterator[Holder]:
    """A connection of its own, whose transaction holds the incident's lock until the context ends."""
    connection = await connect(endpoints.app_url)
    try:
        async with connection.transaction():
            await connection.execute("SELECT 1 FROM incidents WHERE id = $1 FOR NO KEY UPDATE", incident.id)
            yield connection
    finally:
        await connection.close()


async def somebody_waits_for(holder: Holder) -> None:
    """Returns once another transaction waits for a lock that `holder` has."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid))"
    async with asyncio.timeout(PATIENCE):
        while await holder.fetchval(waiting) == 0:
            pass


async def test_a_hidden_incident_is_not_waited_for(world: World, endpoints: Endpoints) -> None:
    manager, outsider = await world.manager(), await world.engineer()
    incident = await world.incident(manager, restricted=True)
    async with held(endpoints, incident), asyncio.timeout(PATIENCE):
        for attempt in (
            world.app.incidents.comment(outsider, incident.id, "Hm"),
            world.app.incidents.claim(outsider, Decision(incident.id)),
            world.app.participants.remove(outsider, Decision(incident.id), outsider.id),
        ):
            with pytest.raises(NotFound):
                await attempt
    assert (await world.stored(incident.id))["log entries"] == 1


async def test_a_hidden_incident_is_not_locked(world: World, endpoints: Endpoints) -> None:
    manager, outsider = await world.manager(), await world.engineer()
    hidden, open_to_all = await world.incident(manager, restricted=True), await world.incident(manager)
    eyes = Visibility(outsider.id, sees_restricted=False)
    lock = "SELECT 1 FROM incidents WHERE id = $1 FOR UPDATE NOWAIT"
    connection = await connect(endpoints.app_url)
    try:
        async with world.app.units.of(world.organization.id) as work:
            with pytest.raises(NotFound):
                await work.incidents.locked(hidden.id, eyes)
            await work.incidents.locked(open_to_all.id, eyes)
            assert await connection.fetchval(lock, hidden.id) == 1
            with pytest.raises(asyncpg.LockNotAvailableError):
                await connection.fetchval(lock, open_to_all.id)
    finally:
        await connection.close()


RESTRICT = "UPDATE incidents SET restricted = true WHERE id = $1"
TAKE_AWAY = "UPDATE incidents SET assignee_id = NULL, status = 'OPEN' WHERE id = $1"
REMOVE = "DELETE FROM incident_participants WHERE incident_id = $1"
TOUCH = "UPDATE incidents SET updated_at = now() WHERE id = $1"


@pytest.mark.parametrize(
    ("part", "loss"),
    [
        ("bystander", [RESTRICT]),
        ("assignee", [TAKE_AWAY]),
        ("participant", [REMOVE, TOUCH]),
        ("participant", [REMOVE]),
    ],
)
async def test_who_loses_sight_while_waiting_for_the_lock_finds_nothing(
    world: World, endpoints: Endpoints, part: str, loss: list[str]
) -> None:
    manager, ada = await world.manager(), await world.engineer()
    incident = await world.incident(manager, restricted=part != "bystander")
    if part == "assignee":
        await world.app.incidents.assign(manager, Decision(incident.id), ada.id)
    if part == "participant":
        await world.app.participants.add(manager, Decision(incident.id), ada.id)
    entries = (await world.stored(incident.id))["log entries"]
    async with held(endpoints, incident) as holder:
        comment = asyncio.create_task(world.app.incidents.comment(ada, incident.id, "Hm"))
        await somebody_waits_for(holder)
        for statement in loss:
            await holder.execute(statement, incident.id)
    with pytest.raises(NotFound) as refusal:
        async with asyncio.timeout(PATIENCE):
            await comment
    assert (refusal.value.message, refusal.value.field) == ("There is no incident with this id.", ("incidentId",))
    assert (await world.stored(incident.id))["log entries"] == entries


async def test_who_keeps_sight_while_waiting_for_the_lock_goes_on(world: World, endpoints: Endpoints) -> None:
    manager, ada = await world.manager(), await world.engineer()
    incident = await world.incident(ada)
    async with held(endpoints, incident) as holder:
        comment = asyncio.create_task(world.app.incidents.comment(ada, incident.id, "Hm"))
        await somebody_waits_for(holder)
        await holder.execute(RESTRICT, incident.id)
    async with asyncio.timeout(PATIENCE):
        assert (await comment).restricted is True
    assert [entry.action for entry in await world.log(incident.id, manager)] == ["REPORTED", "COMMENTED"]


async def test_nobody_reads_what_was_written_after_they_lost_sight(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager, outsider = await world.manager(), await world.engineer()
    incident = await world.incident(manager)
    page, outside = IncidentLogRepository.page, contextvars.copy_context()

    async def others_go_on() -> None:
        await world.app.incidents.update(manager, Decision(incident.id), {"restricted": True})
        await world.app.incidents.comment(manager, incident.id, "Their password is ...")

    async def overtaken(log: IncidentLogRepository, incident_id: UUID, *which: int, **more: Any) -> list[IncidentLog]:
        # In the context from before the reader's transaction, so that others have one of their own.
        await asyncio.create_task(others_go_on(), context=outside)
        read = await page(log, incident_id, *which, **more)
        assert [entry.action for entry in read] == ["REPORTED", "UPDATED", "COMMENTED"]
        return read

    monkeypatch.setattr(IncidentLogRepository, "page", overtaken)
    with pytest.raises(NotFound):
        await world.log(incident.id, outsider)
