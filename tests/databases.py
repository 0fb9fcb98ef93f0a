"""Databases of a test's own, in the cluster of the test worker."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import fields
from itertools import count

from siems import migrate
from siems.embedded import Endpoints

_MIGRATED = "test_migrated"
_numbers = count(1)


@asynccontextmanager
async def new_database(
    endpoints: Endpoints, owner: str = migrate.OWNER_ROLE, template: str = "template0"
) -> AsyncIterator[Endpoints]:
    """An empty database, for as long as the context lasts: the endpoints, with its name in the place of the usual."""
    name = f"test_{os.getpid()}_{next(_numbers)}"
    superuser = await migrate.connect(endpoints.superuser_url)
    try:
        await superuser.execute(f"CREATE DATABASE {name} TEMPLATE {template} OWNER {owner}")
        try:
            yield _named(endpoints, name)
        finally:
            await superuser.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        await superuser.close()


@asynccontextmanager
async def migrated_database(endpoints: Endpoints) -> AsyncIterator[Endpoints]:
    """The same, migrated: a copy of one that was migrated when a cluster's first was asked for."""
    await _ensure_migrated(endpoints)
    async with new_database(endpoints, template=_MIGRATED) as database:
        yield database


async def _ensure_migrated(endpoints: Endpoints) -> None:
    superuser = await migrate.connect(endpoints.superuser_url)
    try:
        if not await superuser.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", _MIGRATED):
            await superuser.execute(f"CREATE DATABASE {_MIGRATED} TEMPLATE template0 OWNER {migrate.OWNER_ROLE}")
            await migrate.upgrade(_named(endpoints, _MIGRATED).owner_url)
    finally:
        await superuser.close()


def _named(endpoints: Endpoints, name: str) -> Endpoints:
    urls = {field.name: getattr(endpoints, field.name) for field in fields(endpoints)}
    return Endpoints(**{kind: url.replace("@/siems?", f"@/{name}?") for kind, url in urls.items()})
