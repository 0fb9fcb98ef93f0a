"""The command line on servers that an operator owns: one role migrates, another one works."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from commands import SECRET_KEY, siems
from databases import new_database

from siems.embedded import Endpoints
from siems.installation import describe
from siems.migrate import connect, known_migrations


@pytest.fixture
async def database(endpoints: Endpoints) -> AsyncIterator[Endpoints]:
    """An empty database of this test's own."""
    async with new_database(endpoints) as database:
        yield database


@pytest.fixture(autouse=True)
def _no_embedded_server_is_touched(data_dir: Path) -> Iterator[None]:
    yield
    assert not data_dir.exists()


async def run(database: Endpoints, data_dir: Path, *arguments: str) -> CompletedProcess[str]:
    return await asyncio.to_thread(
        siems,
        *arguments,
        database_url=database.app_url,
        owner_database_url=database.owner_url,
        redis_url=database.redis_url,
        secret_key=SECRET_KEY,
        data_dir=data_dir,
        port="0",
    )


@pytest.mark.parametrize("command", [("api",), ("worker",), ("create-organization", "ACME")])
async def test_a_database_that_is_not_migrated_is_refused_and_left_alone(
    database: Endpoints, data_dir: Path, command: tuple[str, ...]
) -> None:
    refused = await run(database, data_dir, *command)
    assert (refused.returncode, refused.stdout) == (2, "")
    lacks = describe(list(known_migrations()))
    assert refused.stderr == f"siems: The database lacks {lacks}. Run `siems migrate` first.\n"
    connection = await connect(database.owner_url)
    assert await connection.fetchval("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0
    await connection.close()


async def test_a_log_that_somebody_changed_is_named_with_its_first_broken_entry(
    database: Endpoints, data_dir: Path
) -> None:
    assert (await run(database, data_dir, "migrate")).returncode == 0
    assert (await run(database, data_dir, "create-organization", "ACME")).returncode == 0
    whole = await run(database, data_dir, "audit", "verify")
    assert (whole.returncode, whole.stdout) == (0, "ok: 1 entries checked\n")

    superuser = await connect(database.superuser_url)
    await superuser.execute("SET session_replication_role = replica")
    subject = await superuser.fetchval("UPDATE configuration_log SET actor_name = 'Nobody' RETURNING subject_id")
    await superuser.close()

    changed = await run(database, data_dir, "audit", "verify", "--organization", "ACME")
    assert changed.returncode == 1
    assert changed.stdout.startswith(f"BROKEN: entry 1 of configuration {subject}: ")
