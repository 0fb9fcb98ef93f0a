"""The feed: every entry once, each incident's in its order, however long some transactions take.

A slow writer holds its transaction open until an event is set. The horizon of the feed is the whole cluster's, which
belongs to this test worker alone.
"""

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from factories import Person, World
from proofs import new_proofs

from siems.domain.clock import OffsetClock
from siems.domain.cursors import FeedPosition
from siems.domain.log import Act
from siems.domain.visibility import Visibility
from siems.embedded import Endpoints
from siems.migrate import connect
from siems.models import IncidentLog
from siems.repositories.base import Transaction
from siems.repositories.feed import FeedHolder, FeedRepository
from siems.repositories.unit_of_work import UnitOfWork

PATIENCE = 30  # seconds: whoever needs more hangs


@dataclass
class Reader:
    """Follows the feed, and keeps what it saw of its organization."""

    world: World
    position: FeedPosition
    seen: list[IncidentLog] = field(default_factory=list)

    async def read(self, limit: int) -> int:
        """Reads one page; returns how many entries of anybody's it held."""
        async with self.world.app.units.across_organizations() as work:
            page = await work.feed.after(self.position, limit)
        positions = [position for position, _ in page]
        assert positions == sorted(positions)
        assert all(position > self.position for position in positions)
        if page:
            self.position = positions[-1]
        self.seen += [entry for _, entry in page if entry.organization_id == self.world.organization.id]
        return len(page)

    async def read_to_the_end(self, limit: int = 3) -> list[tuple[UUID, int]]:
        """Reads until there is no more; returns all that was ever seen, as incident and sequence."""
        while await self.read(limit):
            pass
        return [(entry.subject_id, entry.sequence) for entry in self.seen]


@pytest.fixture
async def manager(world: World) -> Person:
    return await world.manager()


@pytest.fixture
async def reader(world: World) -> Reader:
    """A reader at the present end of the feed."""
    async with world.app.units.across_organizations() as work:
        [row] = await work.rows("SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS xmin")
    return Reader(world, FeedPosition(1, int(row["xmin"])))


async def append(work: UnitOfWork, writer: Person, incident_id: UUID, *bodies: str) -> None:
    """Adds comments by hand, in a transaction that the test holds."""
    await work.incidents.locked(incident_id, Visibility(writer.id, True))
    acts = [Act("COMMENTED", writer.actor, work.now, {}, {"body": body}) for body in bodies]
    await work.incident_log.append(incident_id, *acts)


@dataclass
class SlowWriter:
    """A transaction that writes at once and commits when it is told to."""

    world: World
    writer: Person
    incident_id: UUID
    has_written: asyncio.Event = field(default_factory=asyncio.Event)
    may_commit: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        async with self.world.app.units.of(self.world.organization.id) as work:
            await append(work, self.writer, self.incident_id, "slow")
            self.has_written.set()
            await self.may_commit.wait()


async def own_transaction_id(work: UnitOfWork) -> int:
    [row] = await work.rows("SELECT pg_current_xact_id()::text AS xid")
    return int(row["xid"])


async def feed_xids(world: World, incident_id: UUID) -> list[int]:
    async with world.app.units.of(world.organization.id) as work:
        rows = await work.rows(
            "SELECT feed_xid::text AS xid FROM incident_log WHERE subject_id = $1 ORDER BY sequence", incident_id
        )
    return [int(row["xid"]) for row in rows]


@pytest.mark.parametrize("limit", [1, 3, 100])
async def test_a_reader_sees_every_entry_of_concurrent_writers_once_and_in_order(
    world: World, manager: Person, reader: Reader, limit: int
) -> None:
    held, free = [[(await world.incident(manager)).id for _ in range(3)] for _ in range(2)]
    slow_writers = [SlowWriter(world, manager, id) for id in held]
    comments = [id for id in held for _ in range(2)] + free * 8  # those on `held` wait for the slow writers' locks
    expected = {(id, n) for id in held for n in range(1, 5)} | {(id, n) for id in free for n in range(1, 10)}
    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as tasks:
        slow = [tasks.create_task(writer.run()) for writer in slow_writers]
        for writer in slow_writers:
            await writer.has_written.wait()
        fast = [tasks.create_task(world.app.incidents.comment(manager, id, "fast")) for id in comments]
        for writer, enough in zip(slow_writers, (5, 15, 24), strict=True):
            while sum(task.done() for task in fast) < enough:
                await reader.read(limit)
            writer.may_commit.set()
        while not all(task.done() for task in [*slow, *fast]):
            await reader.read(limit)
    seen = await reader.read_to_the_end(limit)
    assert len(seen) == len(set(seen)) == len(expected)
    assert set(seen) == expected
    by_incident = defaultdict(list)
    for id, sequence in seen:
        by_incident[id].append(sequence)
    assert all(sequences == sorted(sequences) for sequences in by_incident.values())


async def test_an_entry_of_an_older_open_transaction_is_not_overtaken(
    world: World, manager: Person, reader: Reader
) -> None:
    slow_one, fast_one = (await world.incident(manager)).id, (await world.incident(manager)).id
    reported = [(slow_one, 1), (fast_one, 1)]
    assert await reader.read_to_the_end() == reported
    writer = SlowWriter(world, manager, slow_one)
    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as tasks:
        tasks.create_task(writer.run())
        await writer.has_written.wait()
        await world.app.incidents.comment(manager, fast_one, "overtaking")
        assert await reader.read_to_the_end() == reported
        writer.may_commit.set()
    assert await reader.read_to_the_end() == [*reported, (slow_one, 2), (fast_one, 2)]


async def test_an_entry_of_a_transaction_that_failed_is_never_seen_and_holds_nobody_back(
    world: World, manager: Person, reader: Reader
) -> None:
    failing, other = (await world.incident(manager)).id, (await world.incident(manager)).id

    async def fail() -> None:
        async with world.app.units.of(world.organization.id) as work:
            await append(work, manager, failing, "never")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    await world.app.incidents.comment(manager, other, "after")
    assert await reader.read_to_the_end() == [(failing, 1), (other, 1), (other, 2)]


async def test_an_older_transaction_that_writes_later_stays_behind_the_newer_one(
    world: World, manager: Person, reader: Reader
) -> None:
    incident_id = (await world.incident(manager)).id
    began, may_write = asyncio.Event(), asyncio.Event()

    async def older() -> int:
        async with world.app.units.of(world.organization.id) as work:
            xid = await own_transaction_id(work)
            began.set()
            await may_write.wait()
            await append(work, manager, incident_id, "older, and later")
        return xid

    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as tasks:
        task = tasks.create_task(older())
        await began.wait()
        await world.app.incidents.comment(manager, incident_id, "newer, and first")
        assert await reader.read_to_the_end(limit=1) == [(incident_id, 1)]
        may_write.set()
    _, newer_xid, older_entry_xid = await feed_xids(world, incident_id)
    assert task.result() < newer_xid
    assert older_entry_xid == newer_xid
    assert await reader.read_to_the_end(limit=1) == [(incident_id, 1), (incident_id, 2), (incident_id, 3)]
    assert [entry.after.get("body") for entry in reader.seen[1:]] == ["newer, and first", "older, and later"]


async def test_several_entries_of_one_transaction_keep_their_order_across_pages(
    world: World, manager: Person, reader: Reader
) -> None:
    incident_id = (await world.incident(manager)).id
    async with world.app.units.of(world.organization.id) as work:
        await append(work, manager, incident_id, *(f"Comment {place}" for place in range(7)))
    assert await reader.read_to_the_end(limit=2) == [(incident_id, sequence) for sequence in range(1, 9)]
    assert [entry.after["body"] for entry in reader.seen[1:]] == [f"Comment {place}" for place in range(7)]
    assert len(set((await feed_xids(world, incident_id))[1:])) == 1


async def test_the_feed_of_one_reader_holds_the_entries_of_every_organization(
    world: World, other_world: World, manager: Person, reader: Reader
) -> None:
    mine = (await world.incident(manager)).id
    theirs = (await other_world.incident(await other_world.manager())).id
    other_reader = Reader(other_world, reader.position)
    assert await reader.read_to_the_end() == [(mine, 1)]
    assert await other_reader.read_to_the_end() == [(theirs, 1)]
    assert reader.position == other_reader.position


async def test_one_organization_is_read_by_itself(
    world: World, other_world: World, manager: Person, reader: Reader
) -> None:
    mine = (await world.incident(manager)).id
    theirs = (await other_world.incident(await other_world.manager())).id
    await world.app.incidents.comment(manager, mine, "More")
    async with world.app.units.across_organizations() as work:
        everybodys = await work.feed.after(reader.position, 10)
        first_of_mine = await work.feed.after(reader.position, 1, world.organization.id)
        rest_of_mine = await work.feed.after(first_of_mine[0][0], 10, world.organization.id)
        of_theirs = await work.feed.after(reader.position, 10, other_world.organization.id)
    assert [entry.subject_id for _, entry in everybodys] == [mine, theirs, mine]
    assert [(entry.subject_id, entry.sequence) for _, entry in first_of_mine + rest_of_mine] == [(mine, 1), (mine, 2)]
    assert [position for position, _ in first_of_mine + rest_of_mine] == [everybodys[0][0], everybodys[2][0]]
    assert [(entry.subject_id, entry.sequence) for _, entry in of_theirs] == [(theirs, 1)]


async def test_the_end_is_the_newest_readable_entry(world: World, manager: Person, reader: Reader) -> None:
    held, free = (await world.incident(manager)).id, (await world.incident(manager)).id
    await reader.read_to_the_end()
    writer = SlowWriter(world, manager, held)
    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as tasks:
        tasks.create_task(writer.run())
        await writer.has_written.wait()
        await world.app.incidents.comment(manager, free, "not readable yet")
        async with world.app.units.across_organizations() as work:
            end = await work.feed.end()
        writer.may_commit.set()
    assert end == reader.position
    assert await Reader(world, end).read_to_the_end() == [(held, 2), (free, 2)]


async def test_an_empty_feed_ends_where_it_begins(endpoints: Endpoints, tmp_path: Path) -> None:
    async with new_proofs(endpoints, tmp_path) as proofs, proofs.app.units.across_organizations() as work:
        assert await work.feed.end() == FeedPosition()
        assert await work.feed.after(FeedPosition(), 10) == []
        assert await work.feed.lag() == 0


async def test_the_lag_is_how_long_the_first_entry_has_waited(
    world: World, manager: Person, clock: OffsetClock
) -> None:
    held, free = (await world.incident(manager)).id, (await world.incident(manager)).id
    health, writer = world.app.feed_health, SlowWriter(world, manager, held)
    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as tasks:
        tasks.create_task(writer.run())
        await writer.has_written.wait()
        assert await health.lag() == 0  # nothing waits yet
        await world.app.incidents.comment(manager, free, "waits")
        clock.advance(minutes=10)
        await world.app.incidents.comment(manager, free, "waits for less")
        delay = await health.delay()
        assert 600 <= delay.seconds < 600 + PATIENCE
        assert not delay.is_tolerable
        assert delay.holder is not None
        assert (delay.holder.user, delay.holder.database) == ("siems_app", "siems")
        assert (delay.holder.application, delay.holder.state) == ("siems", "idle in transaction")
        assert delay.holder.seconds is not None
        writer.may_commit.set()
    assert await health.lag() == 0


async def test_a_holder_elsewhere_in_the_cluster_is_named_as_far_as_can_be_seen(
    world: World, endpoints: Endpoints
) -> None:
    other = await connect(endpoints.superuser_url.replace("@/siems?", "@/postgres?"))
    try:
        await other.execute("BEGIN; SELECT pg_current_xact_id()")
        pid = await other.fetchval("SELECT pg_backend_pid()")
        async with world.app.units.across_organizations() as work:
            holder = await work.feed.holder()
        assert holder == FeedHolder(f"process {pid}", "postgres", "postgres", None, None, None)
    finally:
        await other.close()


@pytest.mark.parametrize("organization_id", [None, UUID(int=1)])
async def test_a_reader_finds_its_page_by_index(
    endpoints: Endpoints, tmp_path: Path, organization_id: UUID | None
) -> None:
    """The plan has no sort, and no filter that reads in vain. On a database of its own, which nobody has analyzed: with
    statistics the planner may rightly take the other index for an organization that has few entries."""
    wanted = "incident_log_feed" if organization_id is None else "incident_log_feed_of_organization"
    plans: list[str] = []

    class Explaining(Transaction):
        async def rows(self, sql: str, *values: object) -> list[dict[str, Any]]:
            for instead in ("seqscan", "bitmapscan", "sort"):
                await super().rows("SELECT set_config($1, 'off', true)", f"enable_{instead}")
            plans.append("\n".join(row["QUERY PLAN"] for row in await super().rows(f"EXPLAIN {sql}", *values)))
            return []

    async with new_proofs(endpoints, tmp_path) as proofs, proofs.app.units.across_organizations() as work:
        await FeedRepository(Explaining(work.connection, work.now)).after(FeedPosition(1, 5, 5), 100, organization_id)
    [plan] = plans
    assert f"using {wanted} on incident_log" in plan
    assert "Sort" not in plan
    assert "Filter" not in plan
