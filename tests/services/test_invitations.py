"""Invitations and passwords: one link, one use, seven days."""

import asyncio

import pytest
from factories import PASSWORD, World

from siems.domain.callers import Origin
from siems.domain.clock import OffsetClock
from siems.domain.errors import InvalidCredentials, RateLimited, Unauthenticated, ValidationFailed, WrongPassword
from siems.domain.users import Role
from siems.services.invitations import WRONG_PASSWORDS, Invited
from siems.services.newcomers import Newcomer

NEW = "a wholly new password"
NOT_GOOD = "This invitation is not good: it is unknown, used, replaced or too old. Ask an admin for a new one."


async def invited(world: World) -> Invited:
    admin = await world.admin()
    email = f"eve@{world.organization.id}.example.com"
    return await world.app.invitations.invite_newcomer(admin, Newcomer(email, "Eve", Role.ENGINEER))


async def refused(world: World, token: str) -> None:
    with pytest.raises(ValidationFailed) as refusal:
        await world.app.invitations.accept(token, NEW, Origin())
    assert (refusal.value.message, refusal.value.violations[0].field) == (NOT_GOOD, ("token",))


async def test_whoever_is_invited_sets_a_password_once(world: World) -> None:
    eve = await invited(world)
    assert eve.token.startswith("siems_invite_")
    async with world.app.units.of(world.organization.id) as work:
        rows = await work.rows("SELECT i.* FROM invitations i WHERE user_id = $1", eve.user.id)
        log = await work.rows("SELECT action, before, after FROM configuration_log WHERE subject_id = $1", eve.user.id)
    assert eve.token not in f"{rows} {log}"
    await world.app.invitations.accept(eve.token, NEW, Origin())
    assert eve.user.email is not None
    assert (await world.app.auth.login(eve.user.email, NEW, Origin())).user.id == eve.user.id
    await refused(world, eve.token)


async def test_an_invitation_lasts_seven_days(world: World, clock: OffsetClock) -> None:
    eve = await invited(world)
    clock.advance(days=6, hours=23)
    with pytest.raises(ValidationFailed) as refusal:
        await world.app.invitations.accept(eve.token, "short", Origin())
    assert refusal.value.message == "A password has 10 to 1024 characters."
    clock.advance(hours=1)
    await refused(world, eve.token)
    await refused(world, "siems_invite_unknown")
    await refused(world, "\x00")


async def test_a_new_invitation_replaces_the_old_one_and_deactivation_withdraws_it(world: World) -> None:
    eve, admin = await invited(world), await world.admin()
    again = await world.app.invitations.invite(admin, eve.user.id)
    await refused(world, eve.token)
    await world.app.people.deactivate(admin, eve.user.id)
    await refused(world, again.token)
    with pytest.raises(ValidationFailed) as refusal:
        await world.app.invitations.invite(admin, eve.user.id)
    assert refusal.value.message == "Eve is deactivated. Reactivate them first."
    await world.app.people.reactivate(admin, eve.user.id)
    await refused(world, again.token)


async def test_of_two_who_use_an_invitation_at_once_one_wins(world: World) -> None:
    eve = await invited(world)
    outcomes = await asyncio.gather(
        *(world.app.invitations.accept(eve.token, f"{NEW} {i}", Origin()) for i in range(4)), return_exceptions=True
    )
    assert [o.message for o in outcomes if isinstance(o, ValidationFailed)] == 3 * [NOT_GOOD]


async def test_a_new_password_ends_all_sessions_but_the_one_that_set_it(world: World) -> None:
    ada = await world.engineer()
    here, elsewhere = await world.token(ada), await world.token(ada)
    caller = await world.app.auth.caller(here, Origin())
    await world.app.invitations.change(caller, PASSWORD, NEW)
    assert (await world.app.auth.caller(here, Origin())).user.id == ada.id
    with pytest.raises(Unauthenticated):
        await world.app.auth.caller(elsewhere, Origin())
    with pytest.raises(InvalidCredentials):
        await world.app.auth.login(ada.email, PASSWORD, Origin())
    with pytest.raises(WrongPassword):
        await world.app.invitations.change(caller, PASSWORD, "another new password")
    admin = await world.admin()
    reset = await world.app.invitations.invite(admin, ada.id)
    await world.app.invitations.accept(reset.token, "another new password", Origin())
    with pytest.raises(Unauthenticated):
        await world.app.auth.caller(here, Origin())


async def test_whoever_is_signed_in_may_not_guess_the_password_for_long(world: World, clock: OffsetClock) -> None:
    ada = await world.engineer()
    invitations = world.app.invitations
    for _ in range(WRONG_PASSWORDS):
        with pytest.raises(WrongPassword):
            await invitations.change(ada, "wrong", "another good password")
    before = await world.fingerprint()
    with pytest.raises(RateLimited):
        await invitations.change(ada, PASSWORD, "another good password")
    assert await world.fingerprint() == before
    clock.advance(minutes=15)
    await invitations.change(ada, PASSWORD, "another good password")
