"""Streams of events: where they begin, what ends them, and how many one person opens."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing

import pytest
from factories import Person, World
from listening import EVERYTHING, Listener

from siems.domain.callers import Caller, Origin
from siems.domain.clock import OffsetClock
from siems.domain.errors import (
    CursorExpired,
    NotFound,
    SiemsError,
    TooManyStreams,
    Unauthenticated,
    ValidationFailed,
)
from siems.domain.users import Role
from siems.services.live import callers
from siems.services.live.events import EventCriteria


async def test_without_a_cursor_the_stream_begins_now(world: World, manager: Person) -> None:
    await world.incident(manager)
    async with await world.app.live.follow(manager, None, EVERYTHING) as stream:
        incident = await world.incident(manager)
        assert await Listener(stream).next() == (incident.id, ("REPORTED", 1))


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
