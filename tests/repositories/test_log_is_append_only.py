"""The logs can only grow: the database itself refuses anything else, whoever asks."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from factories import World
from proofs import Proofs, new_proofs

from siems.embedded import Endpoints
from siems.migrate import connect

LOGS = ["incident_log", "configuration_log"]
REWRITES = {
    "UPDATE": "UPDATE {log} SET reason = 'nothing to see' WHERE organization_id = '{organization}'",
    "DELETE": "DELETE FROM {log} WHERE organization_id = '{organization}'",
    "TRUNCATE": "TRUNCATE {log}",
}
NEW_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_to_rewrite_history() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'
"""

CHECKPOINT_TABLES = {"checkpoints": "entries", "checkpoint_parts": "entries", "checkpoint_heads": "sequence"}


@pytest.fixture
async def application(endpoints: Endpoints) -> AsyncIterator[Any]:
    """A connection as siems_app."""
    connection = await connect(endpoints.app_url)
    yield connection
    await connection.close()


@pytest.fixture
async def owner(endpoints: Endpoints) -> AsyncIterator[Any]:
    """A connection as siems_owner, which owns the tables."""
    connection = await connect(endpoints.owner_url)
    yield connection
    await connection.close()


async def filled(world: World) -> World:
    manager = await world.manager()
    incident = await world.incident(manager)
    await world.app.incidents.comment(manager, incident.id, "Looking at it")
    return world


async def stored(owner: Any, world: World) -> list[list[asyncpg.Record]]:
    """Every entry of both logs of this organization."""
    return [
        await owner.fetch(f"SELECT * FROM {log} WHERE organization_id = $1 ORDER BY id", world.organization.id)
        for log in LOGS
    ]


async def refused(connection: Any, statement: str) -> str:
    """What PostgreSQL answers to a statement that the role has no right to."""
    with pytest.raises(asyncpg.InsufficientPrivilegeError) as refusal:
        await connection.execute(statement)
    return str(refusal.value)


@pytest.mark.parametrize("log", LOGS)
@pytest.mark.parametrize("rewrite", REWRITES)
async def test_the_application_has_no_right_to_rewrite_a_log(
    world: World, application: Any, owner: Any, log: str, rewrite: str
) -> None:
    before = await stored(owner, await filled(world))
    statement = REWRITES[rewrite].format(log=log, organization=world.organization.id)
    assert await refused(application, statement) == f"permission denied for table {log}"
    assert await stored(owner, world) == before
    assert [len(entries) for entries in before] == [2, 2]


@pytest.mark.parametrize("log", LOGS)
@pytest.mark.parametrize("rewrite", REWRITES)
async def test_the_database_refuses_its_owner_to_rewrite_a_log(
    world: World, owner: Any, log: str, rewrite: str
) -> None:
    before = await stored(owner, await filled(world))
    statement = REWRITES[rewrite].format(log=log, organization=world.organization.id)
    assert await refused(owner, statement) == f"{log} is append-only: {rewrite} is refused"
    assert await stored(owner, world) == before


@pytest.mark.parametrize("log", LOGS)
async def test_inserting_over_an_entry_is_refused(world: World, application: Any, owner: Any, log: str) -> None:
    before = await stored(owner, await filled(world))
    columns = "organization_id, subject_id, sequence, action, actor_kind, actor_name, before, after, origin, at, "
    columns += "recorded_at, feed_xid, previous_hash, hash"
    columns += ", subject_kind" if log == "configuration_log" else ""
    upsert = (
        f"INSERT INTO {log} ({columns}) SELECT {columns} FROM {log} WHERE organization_id = '{world.organization.id}' "
        "ON CONFLICT (subject_id, sequence) DO UPDATE SET reason = 'nothing to see'"
    )
    assert await refused(application, upsert) == f"permission denied for table {log}"
    assert await refused(owner, upsert) == f"{log} is append-only: UPDATE is refused"
    assert await stored(owner, world) == before


async def test_a_log_cannot_be_emptied_through_the_incidents(world: World, application: Any, owner: Any) -> None:
    before = await stored(owner, await filled(world))
    assert await refused(owner, "TRUNCATE incidents CASCADE") == "incident_log is append-only: TRUNCATE is refused"
    assert await refused(application, "TRUNCATE incidents CASCADE") == "permission denied for table incidents"
    for connection in (application, owner):
        with pytest.raises(asyncpg.ForeignKeyViolationError) as refusal:
            await connection.execute("DELETE FROM incidents WHERE organization_id = $1", world.organization.id)
        assert refusal.value.table_name == "incident_log"
    assert await stored(owner, world) == before


@pytest.mark.parametrize(
    ("statement", "answer"),
    [
        ("CREATE TABLE another (id INT)", "permission denied for schema public"),
        ("CREATE SCHEMA another", "permission denied for database siems"),
        ("ALTER TABLE incident_log ADD COLUMN another INT", "must be owner of table incident_log"),
        ("ALTER TABLE incident_log DISABLE TRIGGER append_only_rows", "must be owner of table incident_log"),
        ("ALTER TABLE configuration_log DISABLE TRIGGER ALL", "must be owner of table configuration_log"),
        ("DROP TRIGGER append_only_rows ON incident_log", "must be owner of relation incident_log"),
        ("DROP FUNCTION refuse_to_rewrite_history CASCADE", "must be owner of function refuse_to_rewrite_history"),
        (NEW_FUNCTION, "permission denied for schema public"),
        ("DROP TABLE incident_log", "must be owner of table incident_log"),
        ("SET session_replication_role = replica", 'permission denied to set parameter "session_replication_role"'),
        ("SET ROLE siems_owner", 'permission denied to set role "siems_owner"'),
        ("DELETE FROM aerich", "permission denied for table aerich"),
    ],
)
async def test_the_application_cannot_change_the_schema(
    world: World, application: Any, owner: Any, statement: str, answer: str
) -> None:
    await filled(world)
    assert await refused(application, statement) == answer
    update = f"UPDATE incident_log SET reason = '' WHERE organization_id = '{world.organization.id}'"
    assert await refused(owner, update) == "incident_log is append-only: UPDATE is refused"


async def test_not_even_the_owner_can_put_the_triggers_to_sleep_for_a_session(world: World, owner: Any) -> None:
    await filled(world)
    statement = "SET session_replication_role = replica"
    assert await refused(owner, statement) == 'permission denied to set parameter "session_replication_role"'


@pytest.fixture
async def proofs(endpoints: Endpoints, tmp_path: Path) -> AsyncIterator[Proofs]:
    async with new_proofs(endpoints, tmp_path) as proofs:
        yield proofs


async def test_checkpoints_can_only_be_added(proofs: Proofs) -> None:
    await (await proofs.world()).incident()
    made = await proofs.checkpoint()
    application, owner = await connect(proofs.database.app_url), await connect(proofs.database.owner_url)
    for table, column in CHECKPOINT_TABLES.items():
        rewrites = (f"UPDATE {table} SET {column} = 9", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE")
        for rewrite in rewrites:
            assert await refused(application, rewrite) == f"permission denied for table {table}"
            said = await refused(owner, rewrite)
            assert said.endswith(f"is append-only: {rewrite.split()[0]} is refused")
        for statement in (f"DROP TABLE {table} CASCADE", f"ALTER TABLE {table} DISABLE TRIGGER ALL"):
            assert await refused(application, statement) == f"must be owner of table {table}"
    assert await proofs.stored() == [made]
    assert (await proofs.verify()).ok
    await application.close()
    await owner.close()
