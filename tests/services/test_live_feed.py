"""Following incidents: who is told what, in order, once, whatever fails in between."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from uuid import UUID

import pytest
from factories import Person, World

from siems.bootstrap import Application
from siems.domain.callers import Caller, Origin
from siems.domain.clock import OffsetClock
from siems.domain.errors import (
    CursorExpired,
    NotFound,
    SiemsError,
    SlowConsumer,
    TooManyStreams,
    Unauthenticated,
    ValidationFailed,
)
from siems.domain.incidents import Severity
from siems.domain.users import Role
from siems.models import Incident
from siems.observers.live import CHANNEL, RedisWakeUps
from siems.services.incidents import Decision
from siems.services.live import callers
from siems.services.live.events import EventCriteria, Glimpse
from siems.services.live.streams import LiveService, LiveStream

PATIENCE = 20  # seconds: whoever needs more hangs
EVERYTHING = EventCriteria()
Told = tuple[str, int]
"""The kind of an event and the sequence of its entry."""


async def eventually(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110  (nobody tells when it changes)
            await asyncio.sleep(0.01)


@dataclass
class Listener:
    """One who follows the feed, and what they were told of each incident."""

    stream: LiveStream
    cursor: str | None = None

    async def next(self) -> tuple[UUID, Told]:
        async with asyncio.timeout(PATIENCE):
            event, glimpse = await anext(self.stream)
        self.cursor = self.stream.cursor(event)
        kind = event.entry.action if glimpse is Glimpse.WHOLE else glimpse.value
        return event.entry.subject_id, (kind, event.entry.sequence)

    async def until(self, marker: Incident) -> list[tuple[UUID, Told]]:
        """All that comes before the report of an incident that everybody sees."""
        told = []
        while (found := await self.next())[0] != marker.id:
            told.append(found)
        return told

    async def about(self, incident: Incident, until: Incident) -> list[Told]:
        return [told for id, told in await self.until(until) if id == incident.id]


async def comment(world: World, author: Caller, incident: Incident, times: int = 1) -> None:
    for number in range(times):
        await world.app.incidents.comment(author, incident.id, f"Comment {number}")


async def restrict(world: World, manager: Caller, incident: Incident, restricted: bool) -> None:
    await world.app.incidents.update(manager, Decision(incident.id), {"restricted": restricted})


@pytest.fixture
async def manager(world: World) -> Person:
    return await world.manager()


@pytest.fixture
async def narrow(app: Application) -> AsyncIterator[LiveService]:
    """A process of its own, so to say, that lets three events wait for each subscriber."""
    service = LiveService(app.units, app.feed_epochs, RedisWakeUps(app.redis), queue=3)
    yield service
    await service.stop()


RESTRICTED = [("REPORTED", 1), ("ASSIGNED", 2), ("PARTICIPANT_ADDED", 3), ("COMMENTED", 4), ("PARTICIPANT_REMOVED", 5)]
OPENED = [("UPDATED", 7), ("COMMENTED", 8)]
WHAT_EACH_IS_TOLD = {
    "manager": [*RESTRICTED, ("COMMENTED", 6), *OPENED, ("UPDATED", 9), ("REASSIGNED", 10)],
    "admin": [*RESTRICTED, ("COMMENTED", 6), *OPENED, ("UPDATED", 9), ("REASSIGNED", 10)],
    "assignee": [*RESTRICTED[1:], ("COMMENTED", 6), *OPENED, ("UPDATED", 9), ("WITHDRAWN", 10)],
    "added": [("PARTICIPANT_ADDED", 3), ("COMMENTED", 4), ("WITHDRAWN", 5), *OPENED, ("WITHDRAWN", 9)],
    "successor": [*OPENED, ("WITHDRAWN", 9), ("REASSIGNED", 10)],
    "outsider": [*OPENED, ("WITHDRAWN", 9)],
    "integration": [],
    "stranger": [],
}


async def the_life_of_a_restricted_incident(world: World, people: dict[str, Caller]) -> Incident:
    """Restricted, then open for two entries, then restricted again."""
    manager, services = people["manager"], world.app
    incident = await world.incident(manager, restricted=True)
    decision = Decision(incident.id)
    await services.incidents.assign(manager, decision, people["assignee"].user.id)
    await services.participants.add(manager, decision, people["added"].user.id)
    await comment(world, manager, incident)
    await services.participants.remove(manager, decision, people["added"].user.id)
    await comment(world, manager, incident)
    await restrict(world, manager, incident, False)
    await comment(world, manager, incident)
    await restrict(world, manager, incident, True)
    await services.incidents.assign(manager, decision, people["successor"].user.id)
    return incident


@pytest.mark.parametrize("when", ["live", "later"])
@pytest.mark.parametrize("who", WHAT_EACH_IS_TOLD)
async def test_everybody_is_told_what_they_saw_when_it_happened(
    world: World, other_world: World, who: str, when: str
) -> None:
    admin = await world.admin()
    key = await world.app.auth.caller(await world.key(admin), Origin())
    people: dict[str, Caller] = {"manager": await world.manager(), "admin": admin, "integration": key}
    people |= {part: await world.engineer() for part in ("assignee", "added", "successor", "outsider")}
    people["stranger"] = await other_world.admin()
    before = await world.app.live.cursor(people[who])
    if when == "later":
        incident = await the_life_of_a_restricted_incident(world, people)
    async with await world.app.live.follow(people[who], before, EVERYTHING) as stream:
        if when == "live":
            incident = await the_life_of_a_restricted_incident(world, people)
        marker = await (other_world if who == "stranger" else world).incident(people[who])
        assert await Listener(stream).about(incident, until=marker) == WHAT_EACH_IS_TOLD[who]


async def test_an_integration_is_told_of_what_it_reported(world: World, manager: Person) -> None:
    key = await world.app.auth.caller(await world.key(await world.admin()), Origin())
    async with await world.app.live.follow(key, await world.app.live.cursor(key), EVERYTHING) as stream:
        await world.incident(manager)
        own = await world.incident(key, restricted=True)
        await comment(world, manager, own)
        marker = await world.incident(key)
        assert await Listener(stream).until(marker) == [(own.id, ("REPORTED", 1)), (own.id, ("COMMENTED", 2))]


async def test_a_page_that_begins_in_the_middle_of_a_log_is_seen_with_all_that_came_before(world: World) -> None:
    manager, added, outsider = await world.manager(), await world.engineer(), await world.engineer()
    incident = await world.incident(manager, restricted=True)
    await world.app.participants.add(manager, Decision(incident.id), added.id)
    told = {}
    cursors = {person.id: await world.app.live.cursor(person) for person in (added, outsider)}
    await comment(world, manager, incident)
    await world.app.participants.remove(manager, Decision(incident.id), added.id)
    marker = await world.incident(manager)
    for person in (added, outsider):
        fresh = LiveService(world.app.units, world.app.feed_epochs, RedisWakeUps(world.app.redis))
        async with await fresh.follow(person, cursors[person.id], EVERYTHING) as stream:
            told[person.id] = await Listener(stream).about(incident, until=marker)
        await fresh.stop()
    assert told == {added.id: [("COMMENTED", 3), ("WITHDRAWN", 4)], outsider.id: []}


async def test_without_a_cursor_the_stream_begins_now(world: World, manager: Person) -> None:
    await world.incident(manager)
    async with await world.app.live.follow(manager, None, EVERYTHING) as stream:
        incident = await world.incident(manager)
        assert await Listener(stream).next() == (incident.id, ("REPORTED", 1))


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


async def log_out(world: World, person: Person, caller: Caller) -> None:
    await world.app.sessions.log_out(caller, None, False, Origin())


async def deactivate(world: World, person: Person, caller: Caller) -> None:
    await world.app.people.deactivate(await world.admin(), person.id, None)


async def demote(world: World, person: Person, caller: Caller) -> None:
    async with world.app.units.of(world.organization.id) as work:
        user = await work.users.get(person.id, "userId")
        user.role = Role.ENGINEER
        await work.users.store(user, "role")


@pytest.mark.parametrize(
    ("act", "ending"), [(log_out, Unauthenticated), (deactivate, Unauthenticated), (demote, CursorExpired)]
)
async def test_a_stream_ends_with_the_session_the_account_or_the_role(
    world: World, act: Callable[[World, Person, Caller], Awaitable[None]], ending: type[SiemsError]
) -> None:
    person, other = await world.manager(), await world.manager()
    caller = await world.app.auth.caller(await world.token(person), Origin())
    async with (
        await world.app.live.follow(caller, None, EVERYTHING) as stream,
        await world.app.live.follow(other, None, EVERYTHING) as stays,
    ):
        waiting = asyncio.create_task(Listener(stream).next())
        await act(world, person, caller)
        with pytest.raises(ending):
            await waiting
        incident = await world.incident(other)
        assert await Listener(stays).next() == (incident.id, ("REPORTED", 1))


async def test_a_stream_ends_with_the_access_token(world: World, clock: OffsetClock) -> None:
    caller = await world.app.auth.caller(await world.token(await world.engineer()), Origin())
    async with await world.app.live.follow(caller, None, EVERYTHING) as stream:
        waiting = asyncio.create_task(Listener(stream).next())
        clock.advance(minutes=14)
        await world.app.live.callers.look()
        await world.incident(caller)
        assert (await waiting)[1] == ("REPORTED", 1)
        clock.advance(minutes=1)
        with pytest.raises(Unauthenticated, match="expired"):
            await Listener(stream).next()


async def test_a_stream_ends_with_the_key(world: World) -> None:
    admin = await world.admin()
    key = await world.app.api_keys.create(admin, "Alertmanager", None)
    caller = await world.app.auth.caller(key.secret, Origin())
    async with await world.app.live.follow(caller, None, EVERYTHING) as stream:
        await world.app.api_keys.revoke(admin, key.row.id, None)
        with pytest.raises(Unauthenticated):
            await Listener(stream).next()


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


async def test_a_filter_is_about_how_the_incident_stood_before_or_after(world: World, manager: Person) -> None:
    ada = await world.engineer()
    team = await world.team()
    criteria = {
        "mine": EventCriteria(assignee_id=ada.id),
        "critical": EventCriteria(severities=[Severity.CRITICAL]),
        "team": EventCriteria(team_id=team.id),
        "comments": EventCriteria(kinds=["COMMENTED"]),
    }
    cursor = await world.app.live.cursor(ada)
    incident = await world.incident(manager)
    decision = Decision(incident.id)
    await world.app.incidents.assign(manager, decision, ada.id)
    await world.app.incidents.change_severity(manager, decision, Severity.CRITICAL)
    await world.app.incidents.unassign(manager, decision)
    await world.app.incidents.change_severity(manager, decision, Severity.LOW)
    await world.app.incidents.update(manager, decision, {"team_id": team.id})
    await comment(world, manager, incident)
    marker = await world.incident(manager, severity=Severity.CRITICAL, team_id=team.id)
    await world.app.incidents.assign(manager, Decision(marker.id), ada.id)
    await comment(world, manager, marker)
    told = {}
    for name, wanted in criteria.items():
        async with await world.app.live.follow(ada, cursor, wanted) as stream:
            told[name] = await Listener(stream).about(incident, until=marker)
    assert told == {
        "mine": [("ASSIGNED", 2), ("SEVERITY_CHANGED", 3), ("UNASSIGNED", 4)],
        "critical": [("SEVERITY_CHANGED", 3), ("UNASSIGNED", 4), ("SEVERITY_CHANGED", 5)],
        "team": [("UPDATED", 6), ("COMMENTED", 7)],
        "comments": [("COMMENTED", 7)],
    }


async def test_one_incident_is_followed_alone(world: World, manager: Person) -> None:
    one, other = await world.incident(manager), await world.incident(manager)
    async with await world.app.live.follow(manager, None, EventCriteria(incident_id=one.id)) as stream:
        await comment(world, manager, other)
        await comment(world, manager, one)
        assert await Listener(stream).next() == (one.id, ("COMMENTED", 2))


async def test_a_stream_that_cannot_begin_says_why(world: World, other_world: World, manager: Person) -> None:
    engineer = await world.engineer()
    hidden = await world.incident(manager, restricted=True)
    foreign = await other_world.incident(await other_world.manager())
    cursor = await world.app.live.cursor(manager)
    for caller, after, id, refusal in (
        (engineer, None, hidden.id, NotFound),
        (manager, None, foreign.id, NotFound),
        (manager, "nonsense", None, ValidationFailed),
        (engineer, cursor, None, CursorExpired),
    ):
        with pytest.raises(refusal):
            await world.app.live.follow(caller, after, EventCriteria(incident_id=id))
    assert world.app.live.feed.subscribers == 0


async def test_one_person_opens_a_bounded_number_of_streams(
    world: World, manager: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(callers, "STREAMS_OF_ONE", 2)
    live = world.app.live
    async with await live.follow(manager, None, EVERYTHING) as one:
        async with await live.follow(manager, None, EVERYTHING):
            with pytest.raises(TooManyStreams, match="2 subscriptions"):
                await live.follow(manager, None, EVERYTHING)
            async with await live.follow(await world.manager(), None, EVERYTHING):
                pass
        async with aclosing(one), await live.follow(manager, None, EVERYTHING):
            pass
