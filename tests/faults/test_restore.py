"""A real dump, restored by PostgreSQL's own programs into another cluster and into another database of the same one.

In the other cluster transaction ids are lower than those of the old entries, so that without epochs nothing new would
come out of the feed, and what came would look like an entry put into the past.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

import pytest
from clusters import FAST_POSTGRES
from databases import new_database
from proofs import Proofs, Scene, new_proofs, proofs_in

from siems import migrate
from siems.domain.cursors import FeedCursor, FeedPosition
from siems.domain.errors import CursorExpired
from siems.embedded import EmbeddedServers, Endpoints
from siems.embedded.cluster import Installation

PROGRAMS = Installation.find(18)
LONG_LIFE = 20_000  # transactions, before anything is written: more than a new cluster has had after a restore
LIVE_LONG = f"""
DO $$ BEGIN
    FOR transaction IN 1..{LONG_LIFE} LOOP
        PERFORM pg_current_xact_id();
        COMMIT;
    END LOOP;
END $$
"""


@dataclass(frozen=True)
class Before:
    """What was there when the dump was taken."""

    scene: Scene
    incidents: list[UUID]
    cursor: str
    entries: list[tuple[FeedPosition, UUID, int]]


async def everything(proofs: Proofs, start: FeedPosition) -> list[tuple[FeedPosition, UUID, int]]:
    """All that can be read behind `start`, in pages of three."""
    read: list[tuple[FeedPosition, UUID, int]] = []
    while True:
        async with proofs.app.units.across_organizations() as work:
            page = await work.feed.after(read[-1][0] if read else start, 3)
        if not page:
            return read
        read += [(position, entry.subject_id, entry.sequence) for position, entry in page]


async def lived_in(proofs: Proofs) -> Before:
    """Fills a database: with entries that a checkpoint covers, and a few that none does."""
    await proofs.superuser.execute(LIVE_LONG)
    await proofs.app.feed_epochs.current()
    scene = await proofs.world()
    incidents = [await scene.incident(comments) for comments in (2, 0, 1)]
    await proofs.checkpoint()
    await scene.comment(incidents[1], 2)
    epoch, entries = await proofs.app.feed_epochs.current(), await everything(proofs, FeedPosition())
    assert (epoch.epoch, len(entries)) == (1, 8)
    return Before(scene, incidents, FeedCursor(epoch.nonce, entries[3][0], "all").encode(), entries)


async def run(program: str, *arguments: str | Path) -> None:
    process = await asyncio.create_subprocess_exec(
        PROGRAMS.program(program), *arguments, stderr=asyncio.subprocess.PIPE
    )
    _, complaints = await process.communicate()
    assert (process.returncode, complaints.decode()) == (0, "")


async def dump(database: Endpoints, file: Path) -> None:
    await run("pg_dump", "--format=custom", f"--file={file}", f"--dbname={database.superuser_url}")


async def restore(file: Path, database: Endpoints) -> None:
    await run("pg_restore", "--exit-on-error", f"--dbname={database.superuser_url}", file)


@pytest.fixture
async def old(endpoints: Endpoints, tmp_path: Path) -> tuple[Before, Path]:
    """What was, and the dump of it. The anchor file is in the folder of the dump."""
    async with new_proofs(endpoints, tmp_path) as proofs:
        before = await lived_in(proofs)
        await dump(proofs.database, tmp_path / "dump")
    return before, tmp_path / "dump"


@asynccontextmanager
async def restored(old: tuple[Before, Path], database: Endpoints) -> AsyncIterator[tuple[Proofs, Before]]:
    before, file = old
    await restore(file, database)
    async with proofs_in(database, file.parent) as proofs:
        yield proofs, before


async def goes_on(proofs: Proofs, before: Before) -> None:
    """The application starts on what was restored, and works on."""
    epochs = proofs.app.feed_epochs
    epoch = await epochs.current()
    assert epoch.epoch == 2
    assert await epochs.current() == epoch

    assert await everything(proofs, FeedPosition()) == before.entries
    async with proofs.app.units.across_organizations() as work:
        end = await work.feed.end()
    assert end == before.entries[-1][0]

    cursor = FeedCursor.decode(before.cursor)
    with pytest.raises(CursorExpired):
        cursor.position_in(epoch, "all")

    # As before there were epochs, and as the old anchor knows it.
    found = await proofs.verify()
    assert (found.first_broken, found.checkpoints, found.anchored, found.checked) == (None, 1, 1, 10)

    scene = replace(before.scene, world=replace(before.scene.world, app=proofs.app))
    first, second, _ = before.incidents
    await scene.comment(first)
    new = await scene.incident(comments=1)
    await scene.comment(second)
    came = await everything(proofs, end)
    assert [(id, sequence) for _, id, sequence in came] == [(first, 4), (new, 1), (new, 2), (second, 4)]
    assert {position.epoch for position, _, _ in came} == {2}
    assert await everything(proofs, FeedPosition()) == before.entries + came

    given = FeedCursor(epoch.nonce, came[1][0], "all").encode()
    go_on = FeedCursor.decode(given).position_in(await epochs.current(), "all")
    assert await everything(proofs, go_on) == came[2:]

    made = await proofs.checkpoint()
    assert (made.number, made.checkpoint.entries) == (2, 6)
    assert made.checkpoint.incident.epoch == 2
    found = await proofs.verify()
    assert (found.first_broken, found.checkpoints, found.anchored, found.checked) == (None, 2, 2, 14)


async def test_a_dump_restored_into_another_cluster_goes_on_in_a_new_epoch(
    old: tuple[Before, Path], data_dir: Path
) -> None:
    with EmbeddedServers(data_dir, postgres_settings=FAST_POSTGRES) as fresh:
        async with restored(old, fresh) as (proofs, before):
            xid = await proofs.superuser.fetchval("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
            assert xid < before.entries[0][0].xid
            await goes_on(proofs, before)


async def test_a_copy_in_the_same_cluster_goes_on_in_a_new_epoch(
    old: tuple[Before, Path], endpoints: Endpoints
) -> None:
    async with new_database(endpoints) as database, restored(old, database) as (proofs, before):
        await goes_on(proofs, before)


async def test_two_copies_do_not_take_each_others_cursors(old: tuple[Before, Path], endpoints: Endpoints) -> None:
    async with new_database(endpoints) as one, new_database(endpoints) as other:
        async with restored(old, one) as (proofs, before):
            theirs = await proofs.app.feed_epochs.current()
        async with restored(old, other) as (proofs, _):
            ours = await proofs.app.feed_epochs.current()
    assert (theirs.epoch, ours.epoch) == (2, 2)
    cursor = FeedCursor(theirs.nonce, before.entries[0][0], "all")
    with pytest.raises(CursorExpired):
        cursor.position_in(ours, "all")


async def test_a_restart_goes_on_in_its_epoch_and_a_recovery_begins_another(data_dir: Path, tmp_path: Path) -> None:
    """A recovery from the archive, like a failover, forks the history: its ids are given out a second time."""
    with EmbeddedServers(data_dir, postgres_settings=FAST_POSTGRES) as cluster:
        await migrate.upgrade(cluster.owner_url)
        async with proofs_in(cluster, tmp_path) as proofs:
            first = await proofs.app.feed_epochs.current()
    with EmbeddedServers(data_dir, postgres_settings=FAST_POSTGRES) as cluster:
        async with proofs_in(cluster, tmp_path) as proofs:
            assert await proofs.app.feed_epochs.current() == first
    (data_dir / "postgres" / "recovery.signal").touch()
    nothing_archived = {**FAST_POSTGRES, "restore_command": "false"}
    with EmbeddedServers(data_dir, postgres_settings=nothing_archived) as cluster:
        async with proofs_in(cluster, tmp_path) as proofs:
            second = await proofs.app.feed_epochs.current()
    assert (first.epoch, second.epoch) == (1, 2)
    assert first.nonce != second.nonce
