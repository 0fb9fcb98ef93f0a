"""Changing SIEMS_SECRET_KEY: what former keys sealed is sealed with the newest, and what no key opens is named."""

import asyncio
from collections.abc import AsyncIterator, Callable
from uuid import UUID

import pytest
from argon2 import PasswordHasher
from clocks import StandingClock
from commands import PATIENCE
from contacting import add
from databases import migrated_database
from factories import World
from log_secrets import Collector
from redis.asyncio import Redis
from tortoise.context import TortoiseContext

from siems import migrate
from siems.bootstrap import Application, Servers, _wire
from siems.config import tortoise_config
from siems.embedded import Endpoints
from siems.models.base import new_id
from siems.repositories.organizations import OrganizationRepository
from siems.sealing import Seals
from siems.security import Passwords
from siems.services.resealing import Lost, SecretsFound
from siems.services.webhooks import WebhookDraft

OLD, NEW, GONE = (f"the {which} key, which is long enough" for which in ("former", "newest", "lost"))
DRAFT = WebhookDraft("Status page", "https://status.example.com/")
SEALED = {
    "addresses": "SELECT address AS sealed FROM contact_methods WHERE deleted_at IS NULL ORDER BY id",
    "codes": "SELECT code AS sealed FROM deliveries WHERE state = 'PENDING' AND code IS NOT NULL ORDER BY id",
    "webhook": "SELECT unnest(ARRAY[url, secret, previous_secret]) AS sealed FROM webhooks",
}

WithKeys = Callable[..., World]
"""The organization, as a process sees it that has these keys, the newest first."""


@pytest.fixture
async def with_keys(endpoints: Endpoints) -> AsyncIterator[WithKeys]:
    """One organization in a database of its own, where nothing else is sealed."""
    clock, cheap = StandingClock(), Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    async with migrated_database(endpoints) as database, TortoiseContext() as context:
        await context.init(config=tortoise_config(database.app_url, role=migrate.APP_ROLE))
        redis = Redis.from_url(database.redis_url)

        def application(*keys: str) -> Application:
            return _wire(redis, Servers(database.app_url, database.redis_url, keys), clock, cheap)

        async with application(OLD).units.of(new_id()) as work:
            organization = await OrganizationRepository(work).create("ACME", work.organization_id)
        yield lambda *keys: World(application(*keys), organization)
        await redis.aclose()


async def stored(world: World, what: str) -> list[bytes]:
    async with world.app.units.of(world.organization.id) as work:
        return [row["sealed"] for row in await work.rows(SEALED[what])]


async def test_former_keys_are_needed_no_more_and_what_no_key_opens_is_named(
    with_keys: WithKeys, collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("siems.services.resealing._BATCH", 2)
    old, gone, both = with_keys(OLD), with_keys(GONE), with_keys(NEW, OLD)
    admin, ada = await old.admin(), await old.engineer()
    webhook = (await old.app.webhooks.create(admin, DRAFT)).row
    await old.app.webhooks.rotate(admin, webhook.id)
    methods = [await add(old, ada, name) for name in ("Home", "Work", "Boat")]
    await old.app.contact_methods.delete(ada, methods.pop().id)
    lost = await add(gone, ada, "Lost")
    await both.app.contact_methods.send_code(ada, methods[0].id)
    [*_, lost_code] = await codes_of(gone, lost.id)

    unopenable = [Lost("address of contact method", lost.id), Lost("code in delivery", lost_code)]
    before = {what: await stored(both, what) for what in SEALED}
    expected = SecretsFound(by_newest=1, by_former=2 + 1 + 3, lost=unopenable)
    assert await both.app.resealing.look() == expected
    assert {what: await stored(both, what) for what in SEALED} == before
    collector.taken()
    assert await both.app.resealing.run() == expected
    assert collector.taken() == (
        "INFO siems.services.resealing sealed 6 stored secrets anew; 1 were sealed with the newest key already, "
        "2 cannot be opened {}"
    )
    after = {what: await stored(both, what) for what in SEALED}
    assert await both.app.resealing.run() == SecretsFound(by_newest=7, lost=unopenable)
    assert {what: await stored(both, what) for what in SEALED} == after
    seals = Seals([OLD, GONE, NEW])
    opened = [
        {what: [seals.open(each) for each in sealed] for what, sealed in kept.items()} for kept in (before, after)
    ]
    assert opened[0] == opened[1]
    assert await with_keys(NEW).app.resealing.look() == SecretsFound(by_newest=7, lost=unopenable)
    untouched = [each for what in SEALED for each in after[what] if each in before[what]]
    assert len(untouched) == 1 + 2


async def codes_of(world: World, method_id: UUID) -> list[UUID]:
    async with world.app.units.of(world.organization.id) as work:
        sql = "SELECT id FROM deliveries WHERE contact_method_id = $1 AND code IS NOT NULL"
        return [row["id"] for row in await work.rows(sql, method_id)]


async def test_a_former_secret_that_signs_no_more_is_not_asked_for(with_keys: WithKeys) -> None:
    old, new = with_keys(OLD), with_keys(NEW)
    admin = await old.admin()
    webhook = (await old.app.webhooks.create(admin, DRAFT)).row
    await new.app.webhooks.rotate(admin, webhook.id)
    url, former = Lost("URL of webhook", webhook.id), Lost("former secret of webhook", webhook.id)
    assert await new.app.resealing.look() == SecretsFound(by_newest=1, lost=[url, former])
    async with new.app.units.of(new.organization.id) as work:
        await work.rows("UPDATE webhooks SET previous_secret_until = $1 RETURNING id", work.now)
    assert await new.app.resealing.look() == SecretsFound(by_newest=1, lost=[url])


async def test_what_is_changed_meanwhile_is_not_lost(with_keys: WithKeys, endpoints: Endpoints) -> None:
    old, both = with_keys(OLD), with_keys(NEW, OLD)
    webhook = (await old.app.webhooks.create(await old.admin(), DRAFT)).row
    somebody = await migrate.connect(await database_url(old, endpoints))
    try:
        async with somebody.transaction():
            change = "UPDATE webhooks SET secret = $1 WHERE id = $2"
            await somebody.execute(change, Seals([OLD]).seal("whsec_another"), webhook.id)
            resealing = asyncio.create_task(both.app.resealing.run())
            waiting = "SELECT count(*) FROM pg_stat_activity WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid))"
            async with asyncio.timeout(PATIENCE):
                while await somebody.fetchval(waiting) == 0:
                    pass
        assert await resealing == SecretsFound(by_former=2)
    finally:
        await somebody.close()
    [_, secret, _] = await stored(both, "webhook")
    assert Seals([NEW]).open(secret) == "whsec_another"


async def database_url(world: World, endpoints: Endpoints) -> str:
    async with world.app.units.of(world.organization.id) as work:
        [row] = await work.rows("SELECT current_database() AS name")
    return endpoints.superuser_url.replace("@/siems?", f"@/{row['name']}?")
