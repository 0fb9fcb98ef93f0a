"""Migrating: up, down and up again on data, twice, at once, and against what the models say."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from databases import new_database
from tortoise.context import TortoiseContext

from siems import migrate
from siems.config import ConfigurationError, tortoise_config
from siems.embedded import Endpoints

ALL = list(migrate.known_migrations())
CATALOGUE = {
    "columns": """
        SELECT table_name, column_name, ordinal_position, data_type, character_maximum_length, is_nullable,
               column_default, is_identity, identity_generation
        FROM information_schema.columns WHERE table_schema = 'public' ORDER BY table_name, ordinal_position""",
    "indexes": "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY indexdef",
    "constraints": """
        SELECT conrelid::regclass::text AS relation, conname, pg_get_constraintdef(oid) AS definition
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY relation, conname""",
    "triggers": """
        SELECT tgenabled, pg_get_triggerdef(oid) AS definition
        FROM pg_trigger WHERE NOT tgisinternal ORDER BY definition""",
    "functions": """
        SELECT pg_get_functiondef(oid) AS definition
        FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY definition""",
    "rights": """
        SELECT relname, relkind, relowner::regrole::text AS owner, relacl::text
        FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY relname""",
}
POPULATION = """
INSERT INTO organizations VALUES ('00000000-0000-7000-8000-000000000001', 'Example', now());
INSERT INTO incident_counters VALUES ('00000000-0000-7000-8000-000000000001', 1);
INSERT INTO users (id, organization_id, name, role, created_at) VALUES
    ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000001', 'Ada', 'ENGINEER', now());
INSERT INTO incidents (id, organization_id, number, title, description, severity, status, reporter_id, restricted,
                       version, escalation_level, created_at, updated_at, round_started_at, last_activity_at) VALUES
    ('00000000-0000-7000-8000-000000000003', '00000000-0000-7000-8000-000000000001', 1, 'Disk full', '', 3, 'OPEN',
     '00000000-0000-7000-8000-000000000002', false, 1, 0, now(), now(), now(), now());
INSERT INTO incident_log (organization_id, subject_id, sequence, action, actor_kind, actor_name, before, after, origin,
                          at, recorded_at, feed_xid, previous_hash, hash) VALUES
    ('00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000003', 1, 'REPORTED', 'USER', 'Ada',
     '{}', '{}', 'LIVE', now(), now(), pg_current_xact_id(), repeat('0', 64), repeat('0', 64));
INSERT INTO incident_participants VALUES
    ('00000000-0000-7000-8000-000000000004', '00000000-0000-7000-8000-000000000001',
     '00000000-0000-7000-8000-000000000003', '00000000-0000-7000-8000-000000000002', now());
"""
COMMENT = """
INSERT INTO incident_log (organization_id, subject_id, sequence, action, actor_kind, actor_name, before, after, origin,
                          at, recorded_at, feed_xid, previous_hash, hash) VALUES
    ('00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000003', 2, 'COMMENTED', 'USER', 'Ada',
     '{}', '{"body": "Pears"}', 'LIVE', now(), now(), pg_current_xact_id(), repeat('0', 64), repeat('0', 64));
"""
COUNTS = """
SELECT (SELECT count(*) FROM organizations) AS organizations, (SELECT count(*) FROM users) AS users,
       (SELECT count(*) FROM incidents) AS incidents, (SELECT count(*) FROM incident_log) AS entries
"""
# What a model can say of a column.
SHAPES = """
SELECT table_name, column_name, data_type, character_maximum_length, is_nullable
FROM information_schema.columns
WHERE table_schema = 'public' AND table_name <> 'aerich' ORDER BY table_name, column_name
"""


@pytest.fixture
async def database(endpoints: Endpoints) -> AsyncIterator[Endpoints]:
    """An empty database of this test's own."""
    async with new_database(endpoints) as database:
        yield database


async def query(url: str, sql: str) -> list[dict[str, Any]]:
    connection = await migrate.connect(url)
    try:
        return [dict(row) for row in await connection.fetch(sql)]
    finally:
        await connection.close()


async def execute(url: str, sql: str) -> None:
    connection = await migrate.connect(url)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


async def catalogue(database: Endpoints) -> dict[str, list[dict[str, Any]]]:
    """Everything about the schema that could differ."""
    return {kind: await query(database.superuser_url, sql) for kind, sql in CATALOGUE.items()}


async def applied(database: Endpoints) -> list[str]:
    return [row["version"] for row in await query(database.owner_url, "SELECT version FROM aerich ORDER BY id")]


async def test_up_down_and_up_again_on_data_gives_the_same_empty_schema(database: Endpoints) -> None:
    assert await migrate.upgrade(database.owner_url) == ALL
    first = await catalogue(database)
    await execute(database.app_url, POPULATION)
    assert await query(database.app_url, COUNTS) == [{"organizations": 1, "users": 1, "incidents": 1, "entries": 1}]

    assert await migrate.downgrade(database.owner_url, 0) == ALL[::-1]
    emptied = await catalogue(database)
    assert {column["table_name"] for column in emptied["columns"]} == {"aerich"}
    assert (emptied["functions"], emptied["triggers"]) == ([], [])
    assert await applied(database) == []

    assert await migrate.upgrade(database.owner_url) == ALL
    assert await catalogue(database) == first
    assert await query(database.app_url, COUNTS) == [{"organizations": 0, "users": 0, "incidents": 0, "entries": 0}]


async def test_upgrading_again_changes_nothing(database: Endpoints) -> None:
    assert await migrate.upgrade(database.owner_url) == ALL
    await execute(database.app_url, POPULATION)
    before = await catalogue(database)
    assert await migrate.upgrade(database.owner_url) == []
    assert await catalogue(database) == before
    assert await applied(database) == ALL
    assert await query(database.app_url, COUNTS) == [{"organizations": 1, "users": 1, "incidents": 1, "entries": 1}]


async def test_of_migrators_that_start_at_once_one_migrates_and_all_return(database: Endpoints) -> None:
    outcomes = await asyncio.gather(*(migrate.upgrade(database.owner_url) for _ in range(4)))
    assert sorted(outcomes) == [[], [], [], ALL]
    assert await applied(database) == ALL


async def test_incidents_from_before_there_was_a_search_are_searched(database: Endpoints) -> None:
    await migrate.upgrade(database.owner_url)
    await migrate.downgrade(database.owner_url, 10)
    await execute(database.app_url, POPULATION.replace("2', false, 1", "2', true, 1") + COMMENT)
    await migrate.upgrade(database.owner_url)
    words = (
        "SELECT restricted, document @@ websearch_to_tsquery('english', 'disks pears') AS found FROM incident_search"
    )
    assert await query(database.app_url, words) == [{"restricted": True, "found": True}]


async def test_a_superuser_migrates_and_the_tables_are_the_owners(database: Endpoints) -> None:
    assert await migrate.upgrade(database.superuser_url) == ALL
    by_superuser = await catalogue(database)
    assert {relation["owner"] for relation in by_superuser["rights"]} == {migrate.OWNER_ROLE}
    assert await migrate.upgrade(database.owner_url) == []


async def test_the_migrated_schema_has_the_columns_that_the_models_say(
    database: Endpoints, endpoints: Endpoints
) -> None:
    await migrate.upgrade(database.owner_url)
    async with new_database(endpoints) as other:
        async with TortoiseContext() as context:
            await context.init(config=tortoise_config(other.owner_url))
            await context.generate_schemas(safe=False)
        by_models = await query(other.owner_url, SHAPES)
    assert await query(database.owner_url, SHAPES) == by_models
    assert {"organizations", "users", "incidents", "incident_log"} <= {row["table_name"] for row in by_models}


async def test_a_user_who_may_not_prepare_the_roles_gets_one_clear_line(database: Endpoints) -> None:
    with pytest.raises(ConfigurationError) as error:
        await migrate.upgrade(database.app_url)
    assert str(error.value) == (
        "The database user may not prepare the database for siems_owner and siems_app: permission denied to grant role "
        '"siems_owner". Connect as siems_owner, or as a user with CREATEROLE, and let that user own the database.'
    )
    assert (await catalogue(database))["columns"] == []


async def test_an_owner_who_may_not_create_tables_gets_one_clear_line(endpoints: Endpoints) -> None:
    async with new_database(endpoints, owner="postgres") as database:
        with pytest.raises(ConfigurationError) as error:
            await migrate.upgrade(database.owner_url)
        assert (await catalogue(database))["columns"] == []
    assert str(error.value) == (
        "The database user may not prepare the database for siems_owner and siems_app: permission denied for schema "
        "public. Connect as siems_owner, or as a user with CREATEROLE, and let that user own the database."
    )


async def test_a_server_that_cannot_be_reached_is_named_in_one_line() -> None:
    with pytest.raises(ConfigurationError) as error:
        await migrate.upgrade("postgresql://siems_owner:s3cret@127.0.0.1:1/siems")
    assert str(error.value).startswith("PostgreSQL at 127.0.0.1:1/siems cannot be reached: ")
    assert "\n" not in str(error.value)
    assert "s3cret" not in str(error.value)


@pytest.mark.parametrize(
    ("user", "name", "answer"),
    [
        ("siems_owner", "nowhere", 'database "nowhere" does not exist'),
        ("nobody", "siems", 'role "nobody" does not exist'),
    ],
)
async def test_a_server_that_refuses_the_connection_is_named_in_one_line(
    endpoints: Endpoints, user: str, name: str, answer: str
) -> None:
    sockets = endpoints.owner_url.partition("?host=")[2]
    with pytest.raises(ConfigurationError) as error:
        await migrate.upgrade(f"postgresql://{user}@/{name}?host={sockets}")
    assert str(error.value) == f"PostgreSQL at {sockets}:5432/{name} refuses the connection: {answer}."
