"""Setting up an installation: organizations, their first admins, and what is wrong with an attempt."""

from typing import Any
from uuid import UUID

import pytest
from argon2 import PasswordHasher
from clocks import StandingClock
from databases import migrated_database
from factories import World
from tortoise.context import TortoiseContext

from siems import migrate
from siems.config import tortoise_config
from siems.domain.callers import Origin
from siems.domain.errors import ValidationFailed, Violation
from siems.domain.users import Role
from siems.embedded import Endpoints
from siems.repositories.unit_of_work import UnitsOfWork
from siems.security import Passwords
from siems.services.setup import SetupService

PASSWORD = "long enough"
TOO_SHORT_OR_LONG = Violation(("password",), "A password has 10 to 1024 characters.")
NO_ADDRESS = Violation(("email",), "This is not an e-mail address.")
EMPTY_EMAIL = Violation(("email",), "This must not be empty.")


async def entries(world: World, subject_id: UUID) -> list[dict[str, Any]]:
    async with world.app.units.of(world.organization.id) as work:
        return await work.rows(
            "SELECT subject_kind, sequence, action, actor_kind, actor_id, actor_name, before::text, after::text "
            "FROM configuration_log WHERE subject_id = $1 ORDER BY sequence",
            subject_id,
        )


async def people(world: World) -> int:
    async with world.app.units.of(world.organization.id) as work:
        [row] = await work.rows(
            "SELECT count(*) AS people FROM users WHERE organization_id = $1", world.organization.id
        )
    found: int = row["people"]
    return found


async def test_an_organization_is_created_with_its_numbers_beginning_at_one(world: World) -> None:
    assert (await world.app.setup.organization(world.organization.name)).id == world.organization.id
    assert (await world.incident(await world.engineer())).number == 1
    assert await entries(world, world.organization.id) == [
        {
            "subject_kind": "organization",
            "sequence": 1,
            "action": "CREATED",
            "actor_kind": "SYSTEM",
            "actor_id": None,
            "actor_name": "operator (command line)",
            "before": "{}",
            "after": f'{{"name": "{world.organization.name}"}}',
        }
    ]


async def test_an_organization_has_a_name_of_its_own(world: World) -> None:
    name, before = world.organization.name, len(await world.app.setup.organizations())
    for taken in (name, f"  {name} "):
        with pytest.raises(ValidationFailed) as refusal:
            await world.app.setup.create_organization(taken)
        assert refusal.value.violations == (Violation(("name",), f'There is an organization "{name}" already.'),)
    with pytest.raises(ValidationFailed) as refusal:
        await world.app.setup.create_organization(" ")
    assert refusal.value.violations == (Violation(("name",), "This must not be empty."),)
    assert len(await world.app.setup.organizations()) == before


async def test_an_organization_that_is_not_there_is_refused_with_those_that_are(
    world: World, other_world: World
) -> None:
    names = ", ".join(f'"{organization.name}"' for organization in await world.app.setup.organizations())
    assert f'"{world.organization.name}"' in names
    assert f'"{other_world.organization.name}"' in names
    with pytest.raises(ValidationFailed) as unknown:
        await world.app.setup.organization("Nobody Ltd")
    assert unknown.value.violations == (
        Violation(("organization",), f'There is no organization "Nobody Ltd". Organizations: {names}.'),
    )
    with pytest.raises(ValidationFailed) as unnamed:
        await world.app.setup.organization(None)
    assert unnamed.value.violations == (
        Violation(("organization",), f"There is more than one organization: name one. Organizations: {names}."),
    )


async def test_the_only_organization_need_not_be_named(endpoints: Endpoints) -> None:
    async with migrated_database(endpoints) as database, TortoiseContext() as context:
        await context.init(config=tortoise_config(database.app_url, role=migrate.APP_ROLE))
        cheap = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        setup = SetupService(UnitsOfWork(StandingClock()), cheap)
        with pytest.raises(ValidationFailed) as refusal:
            await setup.organization(None)
        created = await setup.create_organization("Example")
        assert (await setup.organization(None)).id == created.id
    assert refusal.value.message == "There is no organization yet. Create one first."


async def test_an_admin_is_created_who_can_log_in(world: World) -> None:
    email = f"Root@{world.organization.id}.example.com"
    admin = await world.app.setup.create_admin(world.organization, f" {email} ", " Root ", PASSWORD)
    assert (admin.name, admin.email, admin.role) == ("Root", email.lower(), Role.ADMIN)
    assert admin.password_hash is not None
    assert admin.password_hash.startswith("$argon2id$")
    session = await world.app.auth.login(email, PASSWORD, Origin())
    assert session.user.id == admin.id
    created, logged_in = await entries(world, admin.id)
    assert created == {
        "subject_kind": "user",
        "sequence": 1,
        "action": "CREATED",
        "actor_kind": "SYSTEM",
        "actor_id": None,
        "actor_name": "operator (command line)",
        "before": "{}",
        "after": f'{{"name": "Root", "role": "ADMIN", "email": "{email.lower()}"}}',
    }
    assert (logged_in["sequence"], logged_in["action"]) == (2, "LOGGED_IN")


@pytest.mark.parametrize(
    ("email", "name", "password", "violations"),
    [
        ("", "", "", [Violation(("name",), "This must not be empty."), EMPTY_EMAIL, TOO_SHORT_OR_LONG]),
        ("ada", "Ada", PASSWORD, [NO_ADDRESS]),
        ("ada@", "Ada", PASSWORD, [NO_ADDRESS]),
        ("@example.com", "Ada", PASSWORD, [NO_ADDRESS]),
        ("ada@b@example.com", "Ada", PASSWORD, [NO_ADDRESS]),
        ("ada l@example.com", "Ada", PASSWORD, [NO_ADDRESS]),
        ("ada@example.com", "Ada", "x" * 9, [TOO_SHORT_OR_LONG]),
        ("ada@example.com", "Ada", "x" * 1025, [TOO_SHORT_OR_LONG]),
        (
            "ada@example.com",
            "Ada\nLovelace",
            PASSWORD,
            [Violation(("name",), "This must be a single line.")],
        ),
        (
            f"{'x' * 243}@example.com",
            "Ada",
            PASSWORD,
            [Violation(("email",), "This has 255 characters; at most 254 are allowed.")],
        ),
        (
            f"{'İ' * 125}@example.com",  # which has two characters in lower case
            "Ada",
            PASSWORD,
            [Violation(("email",), "This has 262 characters; at most 254 are allowed.")],
        ),
        (
            "ada@example.com",
            "Ada",
            f"long enough {chr(0xD800)}",
            [Violation(("password",), "This contains half of a surrogate pair, which is not a character.")],
        ),
    ],
)
async def test_a_user_is_refused_with_everything_that_is_wrong(
    world: World, email: str, name: str, password: str, violations: list[Violation]
) -> None:
    with pytest.raises(ValidationFailed) as refusal:
        await world.app.setup.create_admin(world.organization, email, name, password)
    assert refusal.value.violations == tuple(violations)
    assert await people(world) == 0


@pytest.mark.parametrize("length", [10, 1024])
async def test_a_password_of_the_shortest_and_the_longest_kind_is_taken(world: World, length: int) -> None:
    email = f"ada@{world.organization.id}.example.com"
    await world.app.setup.create_admin(world.organization, email, "Ada", "ä" * length)
    assert (await world.app.auth.login(email, "ä" * length, Origin())).user.name == "Ada"


async def test_an_email_address_is_unique_in_the_whole_installation(world: World, other_world: World) -> None:
    ada = await world.engineer()
    with pytest.raises(ValidationFailed) as refusal:
        await world.app.setup.create_admin(other_world.organization, ada.email.upper(), "Eve", PASSWORD)
    assert refusal.value.violations == (
        Violation(("email",), f"There is a user with the address {ada.email} already."),
    )
    assert await people(other_world) == 0
