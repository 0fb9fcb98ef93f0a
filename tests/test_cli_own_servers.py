"""The command line on servers that an operator owns: one role migrates, another one works."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from commands import CHECKPOINT_KEY, SECRET_KEY, siems
from databases import migrated_database, new_database
from proofs import KEY, new_proofs

from siems.embedded import Endpoints
from siems.installation import describe
from siems.migrate import connect, known_migrations
from siems.signing import SigningKey

NO_CHECKPOINT = (
    "ok: 10 entries checked\n0 checkpoints checked, without an anchor file to compare with. "
    "The last one: none yet; 10 newer entries are not covered yet.\n"
)


@pytest.fixture
async def database(endpoints: Endpoints) -> AsyncIterator[Endpoints]:
    """An empty database of this test's own."""
    async with new_database(endpoints) as database:
        yield database


@pytest.fixture(autouse=True)
def _no_embedded_server_is_touched(data_dir: Path) -> Iterator[None]:
    yield
    assert not data_dir.exists()


async def run(database: Endpoints, data_dir: Path, *arguments: str | Path, **more: str) -> CompletedProcess[str]:
    return await asyncio.to_thread(
        siems,
        *arguments,
        **{
            "database_url": database.app_url,
            "owner_database_url": database.owner_url,
            "redis_url": database.redis_url,
            "secret_key": SECRET_KEY,
            "checkpoint_key": CHECKPOINT_KEY,
            "data_dir": data_dir,
            "port": "0",
            **more,
        },
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
    assert (whole.returncode, whole.stdout) == (0, NO_CHECKPOINT)

    superuser = await connect(database.superuser_url)
    await superuser.execute("SET session_replication_role = replica")
    subject = await superuser.fetchval("UPDATE configuration_log SET actor_name = 'Nobody' RETURNING subject_id")
    await superuser.close()

    changed = await run(database, data_dir, "audit", "verify", "--organization", "ACME")
    assert changed.returncode == 1
    assert changed.stdout.startswith(f"BROKEN: entry 1 of configuration {subject}: ")


async def test_a_log_that_was_cut_is_named_with_the_help_of_a_copy_of_the_anchor_file(
    endpoints: Endpoints, data_dir: Path, tmp_path: Path
) -> None:
    async with new_proofs(endpoints, tmp_path) as proofs:
        scene = await proofs.world()
        await scene.incident(comments=1)
        await proofs.checkpoint()
        await scene.incident()
        (tmp_path / "broken.jsonl").write_text("{}\n")

        async def verify(*options: str | Path, **more: str) -> CompletedProcess[str]:
            return await run(proofs.database, data_dir, "audit", "verify", *options, **more)

        key = ("--public-key", KEY.public)
        whole = await verify("--anchor", proofs.anchor, *key, checkpoint_key="")
        assert whole.returncode == 0
        assert whole.stdout.startswith(
            "ok: 5 entries checked\n"
            "1 checkpoint checked, 1 of them compared with the anchor file. The last one: number 1 was made "
        )
        assert whole.stdout.endswith(" s ago; 1 newer entry is not covered yet.\n")

        no_key = await verify(checkpoint_key="")
        assert (no_key.returncode, no_key.stdout) == (2, "")
        assert no_key.stderr.startswith("siems: No key is known here to check the checkpoints with.")

        malformed = await verify("--anchor", tmp_path / "broken.jsonl", *key)
        assert malformed.returncode == 2
        assert malformed.stderr == f"siems: anchor: Line 1 of {tmp_path / 'broken.jsonl'} is not a checkpoint.\n"

        for table in ("checkpoint_heads", "checkpoint_parts", "checkpoints", "incident_log"):
            await proofs.forge(f"DELETE FROM {table}")
        cut = await verify("--anchor", proofs.anchor, *key)
        assert cut.returncode == 1
        assert cut.stdout.startswith("BROKEN: checkpoint 1: it is missing, and line 1 of the anchor file has it: ")


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("worker", "SIEMS_CHECKPOINT_KEY is not set. The worker signs with it what stands in the logs: "),
        ("up", "SIEMS_CHECKPOINT_KEY is not set. The worker signs with it what stands in the logs: "),
        ("api", "SIEMS_CHECKPOINT_PUBLIC_KEYS is not set. The API verifies with it what the worker signs: "),
    ],
)
async def test_a_process_that_lacks_its_key_for_checkpoints_is_told_so(
    endpoints: Endpoints, data_dir: Path, command: str, message: str
) -> None:
    async with migrated_database(endpoints) as database:
        refused = await run(database, data_dir, command, checkpoint_key="")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith(f"siems: {message}")
    assert len(refused.stderr.splitlines()) == 1


async def test_the_public_key_is_printed(database: Endpoints, data_dir: Path) -> None:
    printed = await run(database, data_dir, "audit", "public-key")
    assert printed.stdout == f"{SigningKey(bytes.fromhex(CHECKPOINT_KEY)).public}\n"
