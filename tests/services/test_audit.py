"""Verifying the logs: whatever a superuser does to an entry is found and named."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from databases import migrated_database
from factories import Person, World
from tortoise.context import TortoiseContext

from siems import migrate
from siems.config import tortoise_config
from siems.domain.clock import DatabaseClock
from siems.embedded import Endpoints
from siems.models import IncidentLog
from siems.repositories.unit_of_work import UnitsOfWork
from siems.services.audit import AuditService, BrokenEntry, Verification
from siems.signing import TrustedKeys

CHANGED = "the entry does not match its own hash: it was changed"
UNCONNECTED = "the entry does not follow from the one before it"


@pytest.fixture
async def superuser(endpoints: Endpoints) -> AsyncIterator[Any]:
    """A connection for which no trigger fires: what somebody can do who owns the server."""
    connection = await migrate.connect(endpoints.superuser_url)
    try:
        await connection.execute("SET session_replication_role = replica")
        yield connection
    finally:
        await connection.close()


async def commented(world: World, manager: Person, comments: int = 3) -> UUID:
    """An incident with one entry for its report and one for each comment."""
    incident = await world.incident(manager)
    for place in range(comments):
        await world.app.incidents.comment(manager, incident.id, f"Comment {place}")
    return incident.id


async def verify(world: World) -> Verification:
    return await world.app.audit.verify(world.organization.id)


async def test_what_nobody_touched_is_whole_and_counted(world: World, other_world: World) -> None:
    manager = await world.manager()
    await commented(world, manager, comments=3)
    await commented(world, manager, comments=1)
    await commented(other_world, await other_world.manager())
    # Three comments and one, two reports; the organization and the manager were created.
    assert await verify(world) == Verification(checked=8)
    assert (await verify(world)).ok is True


async def test_whatever_people_write_is_verified_as_it_was_logged(world: World) -> None:
    manager = await world.manager('O\'Neill "the boss" \\ 😀')
    incident = await world.incident(manager, title="\x01 \\u0041 < & é e\u0301")
    body = "line\r\nline \u2028 \x7f \x1b[0m \\u0000 😀 " + "x" * 10_000
    await world.app.incidents.comment(manager, incident.id, body)
    assert (await world.log(incident.id, manager))[-1].after == {"body": body}
    assert await verify(world) == Verification(checked=4)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ("action = 'CLOSED'", CHANGED),
        ("actor_name = 'Eve'", CHANGED),
        ("actor_id = NULL", CHANGED),
        ("actor_kind = 'SYSTEM'", CHANGED),
        ('before = \'{"status": "OPEN"}\'', CHANGED),
        ("after = jsonb_set(after, '{body}', '\"Nothing\"')", CHANGED),
        ("reason = ''", CHANGED),
        ("origin = 'IMPORTED'", CHANGED),
        ("request_id = NULL", CHANGED),
        ("source_address = '203.0.113.1'", CHANGED),
        ("at = at - interval '1 microsecond'", CHANGED),
        ("recorded_at = recorded_at + interval '1 microsecond'", CHANGED),
        ("hash = repeat('f', 64)", CHANGED),
        ("previous_hash = repeat('f', 64)", UNCONNECTED),
    ],
)
async def test_a_changed_entry_is_named(world: World, superuser: Any, change: str, problem: str) -> None:
    incident_id = await commented(world, await world.manager())
    await superuser.execute(f"UPDATE incident_log SET {change} WHERE subject_id = $1 AND sequence = 2", incident_id)
    assert await verify(world) == Verification(2, BrokenEntry("incident", incident_id, 2, problem))
    assert (await verify(world)).ok is False


async def test_a_deleted_entry_is_named_by_the_one_behind_it(world: World, superuser: Any) -> None:
    incident_id = await commented(world, await world.manager())
    await superuser.execute("DELETE FROM incident_log WHERE subject_id = $1 AND sequence = 2", incident_id)
    problem = "entry 2 is missing: the next one found is 3"
    assert await verify(world) == Verification(2, BrokenEntry("incident", incident_id, 3, problem))


async def test_a_deleted_beginning_is_named(world: World, superuser: Any) -> None:
    incident_id = await commented(world, await world.manager())
    await superuser.execute("DELETE FROM incident_log WHERE subject_id = $1 AND sequence < 3", incident_id)
    problem = "entry 1 is missing: the next one found is 3"
    assert await verify(world) == Verification(1, BrokenEntry("incident", incident_id, 3, problem))


async def test_a_deleted_entry_whose_successors_were_renumbered_is_named(world: World, superuser: Any) -> None:
    incident_id = await commented(world, await world.manager())
    await superuser.execute("DELETE FROM incident_log WHERE subject_id = $1 AND sequence = 2", incident_id)
    for sequence in (3, 4):
        await superuser.execute(
            "UPDATE incident_log SET sequence = sequence - 1 WHERE subject_id = $1 AND sequence = $2",
            incident_id,
            sequence,
        )
    assert await verify(world) == Verification(2, BrokenEntry("incident", incident_id, 2, UNCONNECTED))


async def test_an_entry_that_was_changed_in_the_configuration_log_is_named(world: World, superuser: Any) -> None:
    manager = await world.manager()
    await commented(world, manager)
    changed = await superuser.execute(
        "UPDATE configuration_log SET after = jsonb_set(after, '{role}', '\"ADMIN\"') WHERE subject_id = $1", manager.id
    )
    assert changed == "UPDATE 1"
    found = await verify(world)
    assert found.first_broken == BrokenEntry("configuration", manager.id, 1, CHANGED)


async def test_what_another_organization_broke_is_no_concern_of_this_one(
    world: World, other_world: World, superuser: Any
) -> None:
    await commented(world, await world.manager())
    broken = await commented(other_world, await other_world.manager())
    await superuser.execute("DELETE FROM incident_log WHERE subject_id = $1 AND sequence = 2", broken)
    assert await verify(world) == Verification(checked=6)
    assert (await verify(other_world)).ok is False


async def test_a_walk_in_small_batches_sees_every_entry_once_and_chain_by_chain(world: World) -> None:
    manager = await world.manager()
    incident_ids = [await commented(world, manager, comments) for comments in (0, 3, 1, 2)]
    async with world.app.units.across_organizations() as work:
        walked = [
            (entry.subject_id, entry.sequence)
            async for entry in work.chains.walk(IncidentLog, world.organization.id, batch=2)
        ]
    lengths = dict(zip(incident_ids, (1, 4, 2, 3), strict=True))
    assert walked == [(id, sequence) for id in sorted(incident_ids) for sequence in range(1, lengths[id] + 1)]


async def test_verifying_every_organization_finds_nothing_in_a_new_installation(endpoints: Endpoints) -> None:
    async with migrated_database(endpoints) as database, TortoiseContext() as context:
        await context.init(config=tortoise_config(database.app_url, role=migrate.APP_ROLE))
        audit = AuditService(UnitsOfWork(DatabaseClock()), TrustedKeys([]))
        assert await audit.verify() == Verification(checked=0)
