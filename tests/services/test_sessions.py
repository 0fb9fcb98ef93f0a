"""Sessions: renewing them, two tabs, thieves, logging out here and everywhere."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from factories import PASSWORD, Person, World

from siems.bootstrap import Application
from siems.domain.callers import Origin
from siems.domain.clock import OffsetClock
from siems.domain.errors import SessionEnded, Unauthenticated
from siems.security import AccessTokens, RefreshTokens, token_hash
from siems.services.sessions import SessionService, SignedIn

ORIGIN = Origin("request-7", "198.51.100.7")
THIEF = Origin("request-8", "203.0.113.66")
OVER = "The session of this access token is over. Log in again."


async def log_in(world: World, person: Person) -> SignedIn:
    return await world.app.auth.login(person.email, PASSWORD, ORIGIN)


async def rows(world: World, sql: str, *values: Any) -> list[dict[str, Any]]:
    async with world.app.units.of(world.organization.id) as work:
        return await work.rows(sql, *values)


async def actions(world: World, person: Person) -> list[str]:
    """What stands in the configuration log about somebody, but for their creation."""
    found = await rows(
        world, "SELECT action FROM configuration_log WHERE subject_id = $1 ORDER BY sequence OFFSET 1", person.id
    )
    return [row["action"] for row in found]


async def stored(world: World, person: Person) -> list[dict[str, Any]]:
    """Everything that is stored of somebody's sessions."""
    return await rows(
        world,
        "SELECT s.*, t.* FROM sessions s JOIN refresh_tokens t ON t.session_id = s.id WHERE s.user_id = $1 "
        "ORDER BY s.id, t.issued_at, t.id",
        person.id,
    )


async def works(app: Application, access_token: str) -> bool:
    try:
        await app.auth.caller(access_token, ORIGIN)
    except Unauthenticated as denial:
        return denial.message != OVER
    return True


async def is_over(app: Application, refresh_token: str) -> bool:
    try:
        await app.sessions.renew(refresh_token, ORIGIN)
    except SessionEnded:
        return True
    return False


async def test_renewing_gives_new_tokens_for_the_same_person_and_session(
    world: World, app: Application, clock: OffsetClock
) -> None:
    ada = await world.engineer()
    first = await log_in(world, ada)
    clock.advance(minutes=14)
    second = await app.sessions.renew(first.refresh_token, ORIGIN)
    assert second.user.id == ada.id
    assert second.refresh_token != first.refresh_token
    assert second.access_token != first.access_token
    before, after = [await app.auth.caller(each.access_token, ORIGIN) for each in (first, second)]
    assert replace(before, expires_at=after.expires_at) == after
    clock.advance(minutes=2)
    assert await works(app, second.access_token)
    assert await actions(world, ada) == ["LOGGED_IN"]


async def test_only_hashes_are_stored(world: World, app: Application) -> None:
    ada = await world.engineer()
    first = await log_in(world, ada)
    second = await app.sessions.renew(first.refresh_token, ORIGIN)
    assert [row["token_hash"] for row in await stored(world, ada)] == [
        token_hash(first.refresh_token),
        token_hash(second.refresh_token),
    ]
    assert "siems_refresh_" not in str(await stored(world, ada))


async def test_the_same_token_again_within_ten_seconds_gives_the_same_answer(
    world: World, app: Application, clock: OffsetClock
) -> None:
    ada = await world.engineer()
    first = await log_in(world, ada)
    clock.advance(minutes=10)
    second = await app.sessions.renew(first.refresh_token, ORIGIN)
    clock.advance(seconds=9)
    kept = await stored(world, ada)
    again = await app.sessions.renew(first.refresh_token, ORIGIN)
    assert (again.access_token, again.refresh_token) == (second.access_token, second.refresh_token)
    assert (again.expires_at, again.refresh_lifetime) == (second.expires_at, second.refresh_lifetime)
    assert await stored(world, ada) == kept


async def test_tabs_that_renew_at_once_all_get_the_same_answer(world: World, app: Application) -> None:
    ada = await world.engineer()
    first = await log_in(world, ada)
    answers = await asyncio.gather(*(app.sessions.renew(first.refresh_token, ORIGIN) for _ in range(10)))
    assert len({(answer.access_token, answer.refresh_token) for answer in answers}) == 1
    assert len(await stored(world, ada)) == 2
    assert not await is_over(app, answers[0].refresh_token)


async def test_a_late_tab_gets_the_latest_token_if_the_first_tab_has_gone_on_already(
    world: World, app: Application, clock: OffsetClock
) -> None:
    first = await log_in(world, await world.engineer())
    second = await app.sessions.renew(first.refresh_token, ORIGIN)
    clock.advance(seconds=4)
    third = await app.sessions.renew(second.refresh_token, ORIGIN)
    clock.advance(seconds=4)
    late = await app.sessions.renew(first.refresh_token, ORIGIN)
    assert (late.access_token, late.refresh_token) == (third.access_token, third.refresh_token)
    clock.advance(minutes=15)
    assert not await is_over(app, late.refresh_token)


async def test_a_stolen_token_that_is_replayed_ends_the_session_of_both_and_is_logged(
    world: World, app: Application, clock: OffsetClock
) -> None:
    ada = await world.engineer()
    elsewhere = await log_in(world, ada)
    first = await log_in(world, ada)
    second = await app.sessions.renew(first.refresh_token, ORIGIN)
    clock.advance(seconds=11)
    with pytest.raises(SessionEnded) as refusal:
        await app.sessions.renew(first.refresh_token, THIEF)
    assert refusal.value.message == "This session is over. Log in again."
    assert not await works(app, first.access_token)
    assert not await works(app, second.access_token)
    assert await is_over(app, second.refresh_token)
    assert await works(app, elsewhere.access_token)
    assert not await is_over(app, elsewhere.refresh_token)
    assert await actions(world, ada) == ["LOGGED_IN", "LOGGED_IN", "SESSION_STOLEN"]
    [entry] = await rows(
        world, "SELECT * FROM configuration_log WHERE subject_id = $1 AND action = 'SESSION_STOLEN'", ada.id
    )
    caller = await app.auth.caller(elsewhere.access_token, ORIGIN)
    assert (entry["actor_kind"], entry["request_id"], entry["source_address"]) == (
        "SYSTEM",
        "request-8",
        "203.0.113.66",
    )
    assert entry["reason"] == "a refresh token came a second time, so somebody else has had it"
    ended = [row for row in await stored(world, ada) if row["ended_because"] == "STOLEN"]
    assert {row["session_id"] for row in ended} == {ended[0]["session_id"]} != {caller.session_id}


async def test_a_thief_who_was_first_is_out_once_the_owner_comes(
    world: World, app: Application, clock: OffsetClock
) -> None:
    first = await log_in(world, await world.engineer())
    thiefs = await app.sessions.renew(first.refresh_token, THIEF)
    clock.advance(minutes=5)
    assert await is_over(app, first.refresh_token)
    assert await is_over(app, thiefs.refresh_token)
    assert not await works(app, thiefs.access_token)


async def test_a_session_that_nobody_renews_for_fourteen_days_is_over(
    world: World, app: Application, clock: OffsetClock
) -> None:
    first = await log_in(world, await world.engineer())
    clock.advance(days=13)
    second = await app.sessions.renew(first.refresh_token, ORIGIN)
    clock.advance(days=14)
    assert await is_over(app, second.refresh_token)


async def test_a_session_is_over_after_ninety_days_however_often_it_was_renewed(
    world: World, app: Application, clock: OffsetClock
) -> None:
    signed_in = await log_in(world, await world.engineer())
    assert signed_in.refresh_lifetime.days == 14
    for _ in range(7):
        clock.advance(days=12)
        signed_in = await app.sessions.renew(signed_in.refresh_token, ORIGIN)
    assert signed_in.refresh_lifetime.days == 5
    clock.advance(days=6)
    assert await is_over(app, signed_in.refresh_token)


@pytest.mark.parametrize("token", ["", "garbage", "siems_refresh_" + "A" * 43, "\x00", "\ud800", "Ä"])
async def test_what_is_no_refresh_token_is_refused(app: Application, token: str) -> None:
    with pytest.raises(SessionEnded):
        await app.sessions.renew(token, ORIGIN)
    with pytest.raises(SessionEnded):
        await app.sessions.log_out(None, token, True, ORIGIN)


async def test_a_deactivated_person_cannot_renew(world: World, app: Application) -> None:
    ada = await world.engineer()
    signed_in = await log_in(world, ada)
    await world.deactivate(ada)
    assert await is_over(app, signed_in.refresh_token)


async def test_logging_out_here_leaves_the_other_sessions(world: World, app: Application) -> None:
    ada = await world.engineer()
    here, elsewhere = await log_in(world, ada), await log_in(world, ada)
    caller = await app.auth.caller(here.access_token, ORIGIN)
    assert await app.sessions.log_out(caller, None, False, ORIGIN) == 1
    assert not await works(app, here.access_token)
    assert await is_over(app, here.refresh_token)
    assert await works(app, elsewhere.access_token)
    assert await actions(world, ada) == ["LOGGED_IN", "LOGGED_IN", "LOGGED_OUT"]


async def test_logging_out_everywhere_ends_all_of_this_persons_sessions_and_nobody_elses(
    world: World, app: Application
) -> None:
    ada, bob = await world.engineer(), await world.engineer()
    adas = [await log_in(world, ada) for _ in range(3)]
    bobs = await log_in(world, bob)
    assert await app.sessions.log_out(None, adas[1].refresh_token, True, ORIGIN) == 3
    assert [await works(app, each.access_token) for each in adas] == [False, False, False]
    assert await works(app, bobs.access_token)
    entry = (await rows(world, "SELECT * FROM configuration_log WHERE subject_id = $1", ada.id))[-1]
    assert (entry["action"], entry["after"]) == ("LOGGED_OUT", '{"sessions": 3}')


async def test_a_token_decides_over_who_asks(world: World, app: Application) -> None:
    ada, bob = await world.engineer(), await world.engineer()
    adas, bobs = await log_in(world, ada), await log_in(world, bob)
    asker = await app.auth.caller(adas.access_token, ORIGIN)
    assert await app.sessions.log_out(asker, bobs.refresh_token, False, ORIGIN) == 1
    assert await works(app, adas.access_token)
    assert not await works(app, bobs.access_token)


async def test_logging_out_twice_ends_nothing_more(world: World, app: Application) -> None:
    ada = await world.engineer()
    signed_in = await log_in(world, ada)
    assert await app.sessions.log_out(None, signed_in.refresh_token, False, ORIGIN) == 1
    with pytest.raises(SessionEnded):
        await app.sessions.log_out(None, signed_in.refresh_token, False, ORIGIN)
    assert await actions(world, ada) == ["LOGGED_IN", "LOGGED_OUT"]


async def test_without_any_token_there_is_nothing_to_end(app: Application) -> None:
    with pytest.raises(Unauthenticated) as denial:
        await app.sessions.log_out(None, None, True, ORIGIN)
    assert denial.value.message == "Neither an access token nor a refresh token says which session to end."


async def test_a_key_that_takes_the_place_of_another_ends_no_session(world: World, app: Application) -> None:
    old, new = "the old secret, which is long enough", "the new secret, which is long enough"

    def service(*keys: str) -> SessionService:
        return SessionService(app.units, AccessTokens(keys), RefreshTokens(keys))

    before, between, behind = service(old), service(new, old), service(new)
    ada = await world.engineer()
    async with app.units.of(world.organization.id) as work:
        first = await before.begin(work, await work.users.get(ada.id, "id"), ORIGIN)
    second = await before.renew(first.refresh_token, ORIGIN)
    again = await between.renew(first.refresh_token, ORIGIN)  # the tab that asks a new process
    assert again.refresh_token == second.refresh_token
    third = await between.renew(second.refresh_token, ORIGIN)
    fourth = await behind.renew(third.refresh_token, ORIGIN)
    assert AccessTokens([new]).read(fourth.access_token, first.user.created_at).user_id == ada.id


async def test_sessions_that_have_been_over_for_thirty_days_are_forgotten(
    world: World, app: Application, clock: OffsetClock
) -> None:
    ada = await world.engineer()
    ended, idle, other = [await log_in(world, ada) for _ in range(3)]
    await app.sessions.log_out(None, ended.refresh_token, False, ORIGIN)
    clock.advance(days=29)
    await app.sessions.forget()
    assert len(await stored(world, ada)) == 3
    clock.advance(days=2)
    await app.sessions.forget()
    assert len(await stored(world, ada)) == 2
    assert await is_over(app, ended.refresh_token)
    clock.advance(days=90)
    await app.sessions.forget()
    assert await stored(world, ada) == []
    assert await is_over(app, idle.refresh_token)
    assert await is_over(app, other.refresh_token)


async def test_whoever_logs_out_everywhere_from_everywhere_at_once_never_waits_in_a_circle(
    world: World, app: Application
) -> None:
    ada = await world.engineer()
    for _ in range(5):
        everywhere = [await log_in(world, ada) for _ in range(8)]
        acts = [app.sessions.log_out(None, each.refresh_token, True, ORIGIN) for each in everywhere]
        renewals = [app.sessions.renew(each.refresh_token, ORIGIN) for each in everywhere]
        outcomes = await asyncio.gather(*acts, *renewals, return_exceptions=True)
        unforeseen = [each for each in outcomes if isinstance(each, Exception) and not isinstance(each, SessionEnded)]
        assert unforeseen == []
        assert [await works(app, each.access_token) for each in everywhere] == [False] * 8
