"""Signing in. (What is no access token: test_access_tokens.py.)"""

import asyncio
from typing import Any

import pytest
from argon2 import PasswordHasher
from clocks import StandingClock
from factories import PASSWORD, Person, World

from siems.bootstrap import Servers
from siems.domain.callers import Origin
from siems.domain.clock import OffsetClock
from siems.domain.errors import InvalidCredentials, Unauthenticated
from siems.domain.users import Role
from siems.repositories.unit_of_work import UnitsOfWork
from siems.security import AccessTokens, Passwords, RefreshTokens
from siems.services.attempts import Attempts
from siems.services.auth import AuthService
from siems.services.sessions import SessionService

REFUSAL = "E-mail address or password is wrong, or the account may not log in."
ORIGIN = Origin("request-7", "198.51.100.7")
ENTRIES = "SELECT * FROM configuration_log WHERE subject_id = $1 ORDER BY sequence"


class CountingHasher(PasswordHasher):
    """Argon2, cheap, that counts what it verifies."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.verified = 0

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:
        self.verified += 1
        return super().verify(hash, password)


@pytest.fixture
def hasher() -> CountingHasher:
    return CountingHasher()


@pytest.fixture
def standing() -> StandingClock:
    return StandingClock()


@pytest.fixture
def auth(world: World, servers: Servers, standing: StandingClock, hasher: CountingHasher) -> AuthService:
    """The service, with a clock that stands still and a hasher that counts."""
    units, tokens = UnitsOfWork(standing), AccessTokens(servers.secrets)
    sessions = SessionService(units, tokens, RefreshTokens(servers.secrets))
    return AuthService(units, Passwords(hasher), tokens, sessions, Attempts(world.app.redis))


async def entries(world: World, person: Person) -> list[dict[str, Any]]:
    """What stands in the configuration log about somebody."""
    async with world.app.units.of(world.organization.id) as work:
        return await work.rows(ENTRIES, person.id)


async def invited(world: World, email: str) -> None:
    """Somebody who has no password yet."""
    async with world.app.units.of(world.organization.id) as work:
        await work.users.create(name="Invited", role=Role.ENGINEER, email=email)


async def test_logging_in_gives_a_token_that_says_who_one_is(world: World) -> None:
    ada = await world.engineer("Ada")
    session = await world.app.auth.login(ada.email, PASSWORD, ORIGIN)
    assert session.user.id == ada.id
    caller = await world.app.auth.caller(session.access_token, ORIGIN)
    assert caller.user == ada.user
    assert (caller.request_id, caller.source_address) == ("request-7", "198.51.100.7")


@pytest.mark.parametrize("email", ["ädA@example.com", "ÄDA@EXAMPLE.COM", "  Äda@Example.com\n"])
async def test_the_case_of_an_email_address_does_not_matter(world: World, email: str) -> None:
    unique = f"{world.organization.id}."
    user = await world.app.setup.create_user(
        world.organization, f"{unique}Äda@Example.COM", "Ada", PASSWORD, Role.ENGINEER
    )
    assert user.email == f"{unique}äda@example.com"
    session = await world.app.auth.login(email.replace(email.strip(), unique.upper() + email.strip()), PASSWORD, ORIGIN)
    assert session.user.id == user.id


async def test_a_refused_log_in_never_says_why_and_logs_nothing(world: World) -> None:
    ada, gone, email = await world.engineer(), await world.engineer(), f"invited@{world.organization.id}.example.com"
    await world.deactivate(gone)
    await invited(world, email)
    attempts = {
        "wrong password": (ada.email, "wrong horse battery staple"),
        "empty password": (ada.email, ""),
        "password in another case": (ada.email, PASSWORD.upper()),
        "password with half a surrogate pair": (ada.email, chr(0xD800)),
        "unknown address": (f"x{ada.email}", PASSWORD),
        "empty address": ("", PASSWORD),
        "address with NUL": ("a\x00@example.com", PASSWORD),
        "address with half a surrogate pair": (f"a{chr(0xD800)}@example.com", PASSWORD),
        "invited, without a password": (email, ""),
        "invited, with the password of nobody": (email, "the password of nobody"),
        "unknown address, with the password of nobody": ("nobody@example.com", "the password of nobody"),
        "deactivated": (gone.email, PASSWORD),
    }
    messages = {}
    for name, (address, password) in attempts.items():
        with pytest.raises(InvalidCredentials) as refusal:
            await world.app.auth.login(address, password, ORIGIN)
        messages[name] = (refusal.value.message, refusal.value.field)
    assert messages == dict.fromkeys(attempts, (REFUSAL, ()))
    assert [entry["action"] for entry in await entries(world, ada)] == ["CREATED"]
    assert [entry["action"] for entry in await entries(world, gone)] == ["CREATED"]


async def test_what_begins_with_the_longest_password_is_another_password(world: World) -> None:
    email = f"ada@{world.organization.id}.example.com"
    await world.app.setup.create_user(world.organization, email, "Ada", "x" * 1024, Role.ENGINEER)
    assert (await world.app.auth.login(email, "x" * 1024, ORIGIN)).user.name == "Ada"
    with pytest.raises(InvalidCredentials):
        await world.app.auth.login(email, "x" * 1025, ORIGIN)


@pytest.mark.parametrize("account", ["known", "unknown", "deactivated", "invited"])
async def test_every_refused_log_in_costs_one_verification(
    world: World, auth: AuthService, hasher: CountingHasher, account: str
) -> None:
    emails = {"unknown": "nobody@example.com", "invited": f"invited@{world.organization.id}.example.com"}
    person = await world.engineer()
    if account == "invited":
        await invited(world, emails["invited"])
    if account == "deactivated":
        await world.deactivate(person)
    with pytest.raises(InvalidCredentials):
        await auth.login(emails.get(account, person.email), "wrong password", ORIGIN)
    assert hasher.verified == 1


async def test_a_log_in_stands_in_the_configuration_log(
    world: World, auth: AuthService, standing: StandingClock
) -> None:
    ada = await world.engineer("Ada")
    await auth.login(ada.email, PASSWORD, ORIGIN)
    created, entry = await entries(world, ada)
    places = {"id", "feed_xid", "hash"}
    assert {name: value for name, value in entry.items() if name not in places} == {
        "organization_id": world.organization.id,
        "subject_kind": "user",
        "subject_id": ada.id,
        "sequence": 2,
        "action": "LOGGED_IN",
        "actor_kind": "USER",
        "actor_id": ada.id,
        "actor_name": "Ada",
        "before": "{}",
        "after": "{}",
        "reason": None,
        "origin": "LIVE",
        "request_id": "request-7",
        "source_address": "198.51.100.7",
        "at": standing.now,
        "recorded_at": standing.now,
        "previous_hash": created["hash"],
        "feed_epoch": 1,
    }
    assert (await world.app.audit.verify(world.organization.id)).ok is True


async def test_parallel_log_ins_of_one_person_are_chained_one_after_the_other(world: World) -> None:
    ada = await world.engineer()
    await asyncio.gather(*(world.app.auth.login(ada.email, PASSWORD, ORIGIN) for _ in range(20)))
    log = await entries(world, ada)
    assert [entry["sequence"] for entry in log] == list(range(1, 22))
    assert [entry["previous_hash"] for entry in log[1:]] == [entry["hash"] for entry in log[:-1]]
    assert (await world.app.audit.verify(world.organization.id)).ok is True


async def test_a_token_works_for_less_than_fifteen_minutes(
    world: World, auth: AuthService, standing: StandingClock
) -> None:
    ada = await world.engineer()
    session = await auth.login(ada.email, PASSWORD, ORIGIN)
    microsecond = 1 / 60_000_000
    assert session.expires_at == standing.advance(minutes=15)
    standing.advance(minutes=-microsecond)
    assert (await auth.caller(session.access_token, ORIGIN)).user == ada.user
    standing.advance(minutes=microsecond)
    with pytest.raises(Unauthenticated) as denial:
        await auth.caller(session.access_token, ORIGIN)
    assert denial.value.message == "The access token has expired. Log in again."


async def test_the_clock_of_the_database_ends_a_token(world: World, clock: OffsetClock) -> None:
    ada = await world.engineer()
    token = await world.token(ada)
    clock.advance(minutes=14)
    assert (await world.app.auth.caller(token, ORIGIN)).user == ada.user
    clock.advance(minutes=2)
    with pytest.raises(Unauthenticated) as denial:
        await world.app.auth.caller(token, ORIGIN)
    assert denial.value.message == "The access token has expired. Log in again."


async def test_the_tokens_of_a_deactivated_user_stop_working_at_once(world: World) -> None:
    ada = await world.engineer()
    token = await world.token(ada)
    await world.deactivate(ada)
    with pytest.raises(Unauthenticated) as denial:
        await world.app.auth.caller(token, ORIGIN)
    assert denial.value.message == "The session of this access token is over. Log in again."
