"""Epochs: a database that finds itself in another cluster goes on there, and nothing appears late or out of order.

Another cluster is made up here: the newest epoch's name is changed, and the transaction ids of the entries so far are
raised as if they came from a cluster that had lived longer. tests/faults/test_restore.py does it with a real dump.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest
from proofs import Proofs, Scene, new_proofs

from siems.bootstrap import Application
from siems.domain.cursors import FeedEpoch, FeedPosition
from siems.domain.errors import Busy
from siems.domain.log import Act
from siems.domain.visibility import Visibility
from siems.embedded import Endpoints
from siems.services.audit import BrokenEntry
from siems.services.feed_epochs import FeedEpochs

PATIENCE = 30  # seconds: whoever needs more hangs


@pytest.fixture
async def proofs(endpoints: Endpoints, tmp_path: Path) -> AsyncIterator[Proofs]:
    async with new_proofs(endpoints, tmp_path) as proofs:
        yield proofs


async def move(proofs: Proofs) -> None:
    """What a dump and a restore do: the old entries have higher transaction ids than those that come."""
    for table in ("incident_log", "configuration_log"):
        await proofs.forge(f"UPDATE {table} SET feed_xid = (feed_xid::text::bigint + 1000000)::text::xid8")
    assert await proofs.forge("UPDATE feed_epochs SET cluster = 'elsewhere' WHERE epoch = 1") == 1


async def feed(proofs: Proofs, start: FeedPosition | None = None) -> list[tuple[int, UUID, int]]:
    """All that can be read behind `start`: epoch, incident, sequence. In pages of two."""
    position, read = start or FeedPosition(), []
    while True:
        async with proofs.app.units.across_organizations() as work:
            page = await work.feed.after(position, 2)
        if not page:
            return read
        read += [(place.epoch, entry.subject_id, entry.sequence) for place, entry in page]
        position = page[-1][0]


async def began(proofs: Proofs) -> list[int]:
    async with proofs.app.units.across_organizations() as work:
        return [row["epoch"] for row in await work.rows("SELECT epoch FROM feed_epochs ORDER BY epoch")]


async def test_the_first_epoch_begins_once_and_goes_on(proofs: Proofs) -> None:
    async with proofs.app.units.across_organizations() as work:
        assert await work.feed.epoch() == FeedEpoch(1, "")
    first = await proofs.app.feed_epochs.current()
    assert first.epoch == 1
    assert len(first.nonce) == 16
    assert await proofs.app.feed_epochs.current() == first
    async with proofs.app.units.across_organizations() as work:
        assert await work.feed.epoch() == first
    assert await began(proofs) == [1]


async def test_an_application_that_has_started_is_in_an_epoch(app: Application) -> None:
    async with app.units.across_organizations() as work:
        epoch = await work.feed.epoch()
    assert len(epoch.nonce) == 16
    assert await app.feed_epochs.current() == epoch


async def test_of_many_who_notice_at_once_one_begins_the_epoch(proofs: Proofs) -> None:
    first = await proofs.app.feed_epochs.current()
    await move(proofs)
    found = await asyncio.gather(*(FeedEpochs(proofs.app.units).current() for _ in range(12)))
    assert {epoch.epoch for epoch in found} == {2}
    assert len({epoch.nonce for epoch in found} | {first.nonce}) == 2
    assert await began(proofs) == [1, 2]


async def test_the_entries_of_an_older_epoch_are_all_there_and_before_the_new_ones(proofs: Proofs) -> None:
    scene = await proofs.world()
    await proofs.app.feed_epochs.current()
    disk, mail = await scene.incident(comments=2), await scene.incident()
    old = [(1, disk, 1), (1, disk, 2), (1, disk, 3), (1, mail, 1)]
    assert await feed(proofs) == old
    await move(proofs)
    assert await feed(proofs) == []  # which is what epochs are for
    await proofs.app.feed_epochs.current()
    assert await feed(proofs) == old
    async with proofs.app.units.across_organizations() as work:
        end = await work.feed.end()
    new = await scene.incident()
    await scene.comment(mail)
    await scene.comment(disk)
    assert await feed(proofs, end) == [(2, new, 1), (2, mail, 2), (2, disk, 4)]
    assert await feed(proofs) == [*old, (2, new, 1), (2, mail, 2), (2, disk, 4)]


async def test_an_entry_takes_nothing_from_its_predecessor_in_an_older_epoch(proofs: Proofs) -> None:
    scene = await proofs.world()
    await proofs.app.feed_epochs.current()
    disk = await scene.incident()
    await move(proofs)
    await proofs.app.feed_epochs.current()
    await scene.comment(disk, 2)
    async with proofs.app.units.across_organizations() as work:
        rows = await work.rows("SELECT feed_epoch, feed_xid::text AS xid FROM incident_log ORDER BY id")
    assert [row["feed_epoch"] for row in rows] == [1, 2, 2]
    old, first, second = (int(row["xid"]) for row in rows)
    assert old > 1_000_000 > second > first


async def test_checkpoints_go_on_in_the_new_epoch(proofs: Proofs) -> None:
    scene = await proofs.world()
    await proofs.app.feed_epochs.current()
    disk = await scene.incident(comments=1)
    await move(proofs)
    await proofs.app.feed_epochs.current()
    first = await proofs.checkpoint()
    assert [first.checkpoint.incident.epoch, first.checkpoint.configuration.epoch] == [1, 1]
    await scene.comment(disk)
    new = await scene.incident()
    second = await proofs.checkpoint()
    assert second.checkpoint.entries == 2
    assert [second.checkpoint.incident.epoch, second.checkpoint.configuration.epoch] == [2, 1]
    assert second.checkpoint.incident.xid < first.checkpoint.incident.xid
    found = await proofs.verify()
    assert (found.first_broken, found.checkpoints, found.anchored) == (None, 2, 2)
    assert [len(line["incident"]) for line in proofs.lines()] == [2, 3]

    await proofs.forge("UPDATE incident_log SET feed_epoch = 1, feed_xid = '3' WHERE subject_id = $1", new)
    moved = "the entry does not stand where it stood in the feed when checkpoint 2 signed it"
    assert (await proofs.verify()).first_broken == BrokenEntry("incident", new, 1, moved)


class Writer:
    """Writes at once into an incident's log, in a transaction that stays open until it is told to commit."""

    def __init__(self, scene: Scene, incident_id: UUID) -> None:
        self._scene, self._incident_id = scene, incident_id
        self.has_written, self.may_commit = asyncio.Event(), asyncio.Event()

    async def run(self) -> None:
        grace = self._scene.grace
        async with self._scene.world.app.units.of(self._scene.organization_id) as work:
            await work.incidents.locked(self._incident_id, Visibility(grace.id, True))
            await work.incident_log.append(
                self._incident_id, Act("COMMENTED", grace.actor, work.now, {}, {"body": "-"})
            )
            self.has_written.set()
            await self.may_commit.wait()


async def waiting(proofs: Proofs, query: str) -> int:
    """How many sessions wait for a lock on the logs, in a statement that begins like this."""
    count: int = await proofs.superuser.fetchval(
        "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE locktype = 'relation' AND NOT granted "
        "AND datname = current_database() AND query LIKE $1",
        f"{query}%",
    )
    return count


async def test_nothing_is_written_into_an_epoch_that_is_over(proofs: Proofs) -> None:
    """Who had begun to write is waited for; who comes meanwhile waits, and writes into the new epoch."""
    scene = await proofs.world()
    await proofs.app.feed_epochs.current()
    disk, mail = await scene.incident(), await scene.incident()
    await move(proofs)
    slow = Writer(scene, disk)
    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as tasks:
        tasks.create_task(slow.run())
        await slow.has_written.wait()
        beginning = tasks.create_task(proofs.app.feed_epochs.current())
        while not await waiting(proofs, "SELECT hold_the_logs()"):
            pass
        commenting = tasks.create_task(scene.comment(mail))
        while not await waiting(proofs, "WITH entries AS (INSERT INTO incident_log"):
            pass
        assert not beginning.done()
        slow.may_commit.set()
        await commenting
    assert beginning.result().epoch == 2
    assert await feed(proofs) == [(1, disk, 1), (1, disk, 2), (1, mail, 1), (2, mail, 2)]


async def test_whoever_cannot_begin_an_epoch_yet_tries_again(proofs: Proofs, caplog: pytest.LogCaptureFixture) -> None:
    class Impeded(FeedEpochs):
        refusals = 2

        async def _begin(self) -> FeedEpoch:
            if self.refusals:
                self.refusals -= 1
                raise Busy
            return await super()._begin()

    caplog.set_level(logging.INFO, "siems.services.feed_epochs")
    assert (await Impeded(proofs.app.units).current()).epoch == 1
    waits = "A new epoch of the feed waits for write transactions to end."
    started = "Epoch 1 of the feed has begun."
    assert [record.getMessage() for record in caplog.records] == [waits, waits, started]


async def test_the_application_may_hold_the_logs_and_nobody_else_may(proofs: Proofs) -> None:
    rights = await proofs.superuser.fetchrow(
        "SELECT has_function_privilege('siems_app', 'hold_the_logs()', 'EXECUTE') AS app, "
        "has_function_privilege('public', 'hold_the_logs()', 'EXECUTE') AS everybody, "
        "has_table_privilege('siems_app', 'feed_epochs', 'UPDATE') AS update, "
        "has_table_privilege('siems_app', 'feed_epochs', 'DELETE') AS delete"
    )
    assert dict(rights) == {"app": True, "everybody": False, "update": False, "delete": False}
