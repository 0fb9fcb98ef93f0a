"""The feed of a process: every event in order and once, whatever overflows or fails in between."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, cast
from uuid import UUID

import pytest
from factories import Person, World
from listening import EVERYTHING, PATIENCE, Listener, Told, comment

from siems.bootstrap import Application
from siems.domain.cursors import FeedEpoch, FeedPosition
from siems.domain.errors import CursorExpired, SlowConsumer
from siems.observers.live import CHANNEL, RedisWakeUps
from siems.repositories.unit_of_work import InstallationWork, UnitsOfWork
from siems.services.incident_lists import visibility_of
from siems.services.live import feed
from siems.services.live.events import Interest
from siems.services.live.streams import LiveService
from siems.services.live.subscribers import Subscriber


async def eventually(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110  (nobody tells when it changes)
            await asyncio.sleep(0.01)


@pytest.fixture
async def narrow(app: Application) -> AsyncIterator[LiveService]:
    """A process of its own, so to say, that lets three events wait for each subscriber."""
    service = LiveService(app.units, app.feed_epochs, RedisWakeUps(app.redis), queue=3)
    yield service
    await service.stop()


async def test_who_comes_back_again_and_again_gets_every_event_once_and_in_order_while_others_write(
    world: World, manager: Person
) -> None:
    incidents = [await world.incident(manager) for _ in range(4)]
    cursor = await world.app.live.cursor(manager)
    told: list[tuple[UUID, Told]] = []
    async with asyncio.timeout(3 * PATIENCE), asyncio.TaskGroup() as writers:
        for incident in incidents * 2:
            writers.create_task(comment(world, manager, incident, 15))
        for visit in range(1, 1000):
            async with await world.app.live.follow(manager, cursor, EVERYTHING) as stream:
                listener = Listener(stream)
                told += [await listener.next() for _ in range(min(visit % 9 + 1, 120 - len(told)))]
                assert listener.cursor is not None
                cursor = listener.cursor
            if len(told) == 120:
                break
    expected = [("COMMENTED", sequence) for sequence in range(2, 32)]
    assert {id: [event for found, event in told if found == id] for id in {i.id for i in incidents}} == {
        incident.id: expected for incident in incidents
    }


async def test_what_overflows_while_somebody_catches_up_is_read_from_the_database(
    world: World, manager: Person, narrow: LiveService
) -> None:
    incident = await world.incident(manager)
    cursor = await narrow.cursor(manager)
    await comment(world, manager, incident, 5)
    async with await narrow.follow(manager, cursor, EVERYTHING) as stream:
        listener = Listener(stream)
        told = [await listener.next()]
        await comment(world, manager, incident, 10)
        await eventually(lambda: stream.overflowed)
        marker = await world.incident(manager)
        told += await listener.until(marker)
    assert told == [(incident.id, ("COMMENTED", sequence)) for sequence in range(2, 17)]


async def test_who_takes_too_slowly_is_ended_with_the_cursor_of_the_last_event_they_have(
    world: World, manager: Person, narrow: LiveService
) -> None:
    incident = await world.incident(manager)
    async with await narrow.follow(manager, await narrow.cursor(manager), EVERYTHING) as stream:
        listener = Listener(stream)
        for sequence in (2, 3):  # the second is waited for, and so live
            waiting = asyncio.create_task(listener.next())
            await comment(world, manager, incident)
            assert await waiting == (incident.id, ("COMMENTED", sequence))
        await comment(world, manager, incident, 10)
        await eventually(lambda: stream.overflowed)
        with pytest.raises(SlowConsumer) as slow:
            await listener.next()
    assert slow.value.details() == {"cursor": listener.cursor}
    marker = await world.incident(manager)
    async with await narrow.follow(manager, slow.value.cursor, EVERYTHING) as stream:
        told = await Listener(stream).about(incident, until=marker)
    assert told == [("COMMENTED", sequence) for sequence in range(4, 14)]


async def test_the_feed_goes_on_when_redis_cuts_it_off(world: World, manager: Person) -> None:
    async with await world.app.live.follow(manager, None, EVERYTHING) as stream:
        listener = Listener(stream)
        for _ in range(3):
            waiting = asyncio.create_task(listener.next())
            await world.app.redis.execute_command("CLIENT", "KILL", "TYPE", "pubsub")
            incident = await world.incident(manager)
            assert await waiting == (incident.id, ("REPORTED", 1))


@pytest.mark.parametrize("catching_up", [True, False])
async def test_the_feed_goes_on_when_postgresql_cuts_it_off(
    world: World, manager: Person, catching_up: bool, caplog: pytest.LogCaptureFixture
) -> None:
    cursor = await world.app.live.cursor(manager)
    incident = await world.incident(manager)
    async with await world.app.live.follow(manager, cursor, EVERYTHING) as stream:
        listener = Listener(stream)
        if not catching_up:
            assert await listener.next() == (incident.id, ("REPORTED", 1))
        for number in range(2, 5):
            async with world.app.units.across_organizations() as work:
                await work.rows(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE usename = current_user AND pid <> pg_backend_pid()"
                )
            await comment(world, manager, incident)
            expected = number - 1 if catching_up else number
            assert (await listener.next())[1][1] == expected


async def test_all_subscribers_of_a_process_share_one_reader_and_one_subscription(
    world: World, manager: Person, narrow: LiveService
) -> None:
    before = dict(await world.app.redis.pubsub_numsub(CHANNEL))[CHANNEL.encode()]
    streams = [await narrow.follow(manager, None, EVERYTHING) for _ in range(20)]
    listeners = [Listener(stream) for stream in streams]
    waiting = [asyncio.create_task(listener.next()) for listener in listeners]
    await eventually(lambda: narrow.feed.subscribers == 20)
    incident = await world.incident(manager)
    assert set(await asyncio.gather(*waiting)) == {(incident.id, ("REPORTED", 1))}
    assert dict(await world.app.redis.pubsub_numsub(CHANNEL))[CHANNEL.encode()] == before + 1
    assert narrow.feed.lag < PATIENCE
    assert narrow.feed.unread_for < PATIENCE
    for stream in streams:
        await stream.aclose()
    assert (narrow.feed.subscribers, narrow.feed.unread_for) == (0, 0.0)


async def test_the_feed_is_woken_again_by_whatever_failed_to_wake_it(
    world: World, manager: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Failing:
        times = 0

        async def listen(self) -> AsyncGenerator[None, None]:
            self.times += 1
            if self.times == 1:
                raise RuntimeError("a fault of the client of Redis")
            yield

    monkeypatch.setattr(feed, "POLL_SECONDS", 0.01)
    wake_ups = Failing()
    service = LiveService(world.app.units, world.app.feed_epochs, wake_ups)
    async with await service.follow(manager, None, EVERYTHING) as stream:
        waiting = asyncio.create_task(Listener(stream).next())
        await eventually(lambda: wake_ups.times > 1)
        incident = await world.incident(manager)
        assert await waiting == (incident.id, ("REPORTED", 1))
    await service.stop()


class Interrupted:
    """Units of work on a database that is away as often as `absences` says, and then silent until `is_there`.

    `asked` says how often it was asked since it was away.
    """

    def __init__(self, units: UnitsOfWork) -> None:
        self._units = units
        self.absences = self.asked = 0
        self.is_there = asyncio.Event()
        self.is_there.set()

    @asynccontextmanager
    async def across_organizations(self) -> AsyncIterator[InstallationWork]:
        if self.absences:
            self.absences, self.asked = self.absences - 1, 0
            raise ConnectionRefusedError
        self.asked += 1
        await self.is_there.wait()
        async with self._units.across_organizations() as work:
            yield work


class Moving:
    """Epochs of a database that may have moved."""

    def __init__(self, epoch: FeedEpoch) -> None:
        self.epoch = epoch

    async def current(self) -> FeedEpoch:
        return self.epoch


async def test_who_joins_before_a_database_that_has_moved_is_read_waits_until_it_is(
    world: World, manager: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "POLL_SECONDS", 0.01)
    epochs, units = Moving(await world.app.feed_epochs.current()), Interrupted(world.app.units)
    reader = feed.LiveFeed(cast(Any, units), cast(Any, epochs), RedisWakeUps(world.app.redis))
    interest = Interest(world.organization.id, visibility_of(manager), EVERYTHING)
    first, second = Subscriber(interest), Subscriber(interest)

    async def join() -> FeedPosition:
        async with reader.joined(second) as position:
            return position

    async with reader.joined(first) as before:
        epochs.epoch = FeedEpoch(epochs.epoch.epoch + 1, "of another cluster")
        units.is_there.clear()
        units.absences = 1
        await eventually(lambda: (units.absences, units.asked) == (0, 1))
        with pytest.raises(CursorExpired):
            first.check()
        joining = asyncio.create_task(join())
        await eventually(lambda: reader.subscribers == 2 or joining.done())
        units.is_there.set()
        assert await joining >= before
    await reader.stop()


async def test_a_database_that_says_nothing_is_asked_anew(
    world: World, manager: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "LONGEST_READ", 0.01)
    units = Interrupted(world.app.units)
    units.is_there.clear()
    reader = feed.LiveFeed(cast(Any, units), world.app.feed_epochs, RedisWakeUps(world.app.redis))
    subscriber = Subscriber(Interest(world.organization.id, visibility_of(manager), EVERYTHING))

    async def join() -> FeedPosition:
        async with reader.joined(subscriber) as position:
            return position

    joining = asyncio.create_task(join())
    await eventually(lambda: units.asked > 1)
    monkeypatch.setattr(feed, "LONGEST_READ", PATIENCE)
    units.is_there.set()
    assert await joining > FeedPosition()
    await reader.stop()
