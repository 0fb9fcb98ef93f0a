"""Limits on failed log-ins: by account, by address, at once, and while Redis is away."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from factories import PASSWORD, World
from redis.asyncio import Redis

from siems.bootstrap import Application
from siems.domain.callers import Origin
from siems.domain.clock import OffsetClock
from siems.domain.errors import InvalidCredentials, RateLimited
from siems.models.base import new_id
from siems.services.attempts import Attempts, Limit
from siems.services.auth import FAILURES_BY_ACCOUNT, FAILURES_BY_ACCOUNT_AND_ADDRESS, FAILURES_BY_ADDRESS

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def somewhere() -> str:
    """An address that no other test uses."""
    return f"address of {new_id()}"


async def outcome(app: Application, email: str, password: str, address: str | None) -> str:
    try:
        await app.auth.login(email, password, Origin("request-7", address))
    except RateLimited as denial:
        return denial.code
    except InvalidCredentials:
        return "wrong"
    return "in"


async def fail(app: Application, times: int, email: str, address: str | None) -> None:
    for _ in range(times):
        assert await outcome(app, email, "wrong", address) == "wrong"


async def test_one_address_may_fail_so_often_on_one_account_and_no_more(
    world: World, app: Application, clock: OffsetClock
) -> None:
    ada, bob, here = await world.engineer(), await world.engineer(), somewhere()
    await fail(app, FAILURES_BY_ACCOUNT_AND_ADDRESS, ada.email, here)
    with pytest.raises(RateLimited) as denial:
        await app.auth.login(ada.email, PASSWORD, Origin("request-7", here))
    assert denial.value.details()["retryAfter"] <= 900
    assert denial.value.message == f"Too many failed log-ins. Try again in {denial.value.seconds} seconds."
    assert await outcome(app, ada.email.upper(), PASSWORD, here) == "RATE_LIMITED"
    assert await outcome(app, ada.email, PASSWORD, somewhere()) == "in"
    assert await outcome(app, bob.email, PASSWORD, here) == "in"
    clock.advance(minutes=15)
    assert await outcome(app, ada.email, PASSWORD, here) == "in"


async def test_one_account_may_be_failed_so_often_from_anywhere(world: World, app: Application) -> None:
    ada = await world.engineer()
    for _ in range(FAILURES_BY_ACCOUNT):
        await fail(app, 1, ada.email, somewhere())
    assert await outcome(app, ada.email, PASSWORD, somewhere()) == "RATE_LIMITED"


async def test_one_address_may_fail_so_often_on_any_accounts(world: World, app: Application) -> None:
    ada, here = await world.engineer(), somewhere()
    for number in range(FAILURES_BY_ADDRESS):
        await fail(app, 1, f"nobody{number}.{world.organization.id}@example.com", here)
    assert await outcome(app, ada.email, PASSWORD, here) == "RATE_LIMITED"


async def test_a_network_of_ipv6_addresses_is_one_address(world: World, app: Application) -> None:
    ada, network = await world.engineer(), f"2001:db8:{new_id().hex[-8:-4]}:{new_id().hex[-4:]}"
    for number in range(FAILURES_BY_ACCOUNT_AND_ADDRESS):
        await fail(app, 1, ada.email, f"{network}::{number:x}")
    assert await outcome(app, ada.email, PASSWORD, f"{network}:ffff::1") == "RATE_LIMITED"


async def test_log_ins_that_succeed_do_not_count(world: World, app: Application) -> None:
    ada, here = await world.engineer(), somewhere()
    for _ in range(FAILURES_BY_ACCOUNT_AND_ADDRESS + 5):
        assert await outcome(app, ada.email, PASSWORD, here) == "in"
    await fail(app, FAILURES_BY_ACCOUNT_AND_ADDRESS, ada.email, here)


async def test_guesses_at_once_count_before_they_are_made(world: World, app: Application) -> None:
    ada, here = await world.engineer(), somewhere()
    outcomes = await asyncio.gather(*(outcome(app, ada.email, "wrong", here) for _ in range(60)))
    assert (outcomes.count("wrong"), outcomes.count("RATE_LIMITED")) == (FAILURES_BY_ACCOUNT_AND_ADDRESS, 40)


async def test_no_address_and_no_account_stand_in_redis(world: World, app: Application) -> None:
    ada, here = await world.engineer(), somewhere()
    await fail(app, 1, ada.email, here)
    keys = [key.decode() async for key in app.redis.scan_iter("siems:attempts:*")]
    assert keys != []
    assert not any(ada.email in key or here in key for key in keys)
    assert all([0 < await app.redis.ttl(key) <= 3600 for key in keys])


@pytest.fixture(params=["Redis", "no Redis"])
async def attempts(request: pytest.FixtureRequest, app: Application) -> Attempts:
    """Counting in Redis, and without one."""
    if request.param == "Redis":
        return Attempts(app.redis)
    return Attempts(Redis(host="127.0.0.1", port=1, socket_connect_timeout=1))


async def test_an_attempt_counts_for_exactly_its_window(attempts: Attempts) -> None:
    limit = Limit("test", somewhere(), 2, MINUTE)
    await attempts.take("tries", [limit], NOON)
    await attempts.take("tries", [limit], NOON + timedelta(seconds=30))
    with pytest.raises(RateLimited) as denial:
        await attempts.take("tries", [limit], NOON + timedelta(seconds=59))
    assert denial.value.seconds == 1
    await attempts.take("tries", [limit], NOON + MINUTE)
    with pytest.raises(RateLimited) as denial:
        await attempts.take("tries", [limit], NOON + MINUTE)
    assert denial.value.seconds == 30


async def test_an_attempt_that_is_given_back_does_not_count(attempts: Attempts) -> None:
    limit = Limit("test", somewhere(), 1, MINUTE)
    for _ in range(3):
        attempt = await attempts.take("tries", [limit], NOON)
        await attempts.give_back([limit], attempt)
    await attempts.take("tries", [limit], NOON)
    with pytest.raises(RateLimited):
        await attempts.take("tries", [limit], NOON)


async def test_what_is_counted_for_one_does_not_count_for_another(attempts: Attempts) -> None:
    first, second = (Limit("test", somewhere(), 1, MINUTE) for _ in range(2))
    await attempts.take("tries", [first], NOON)
    await attempts.take("tries", [second], NOON)
