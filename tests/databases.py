"""Databases of a test's own, in the cluster of the test worker."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import fields
from itertools import count

from siems.embedded import Endpoints
from siems.migrate import connect

_numbers = count(1)


@asynccontextmanager
async def new_database(endpoints: Endpoints, owner: str = "siems_owner") -> AsyncIterator[Endpoints]:
    """An empty database, for as long as the context lasts: the endpoints, with its name in the place of the usual."""
    name = f"test_{os.getpid()}_{next(_numbers)}"
    superuser = await connect(endpoints.superuser_url)
    try:
        await superuser.execute(f"CREATE DATABASE {name} TEMPLATE template0 OWNER {owner}")
        try:
            urls = {field.name: getattr(endpoints, field.name) for field in fields(endpoints)}
            yield Endpoints(**{kind: url.replace("@/siems?", f"@/{name}?") for kind, url in urls.items()})
        finally:
            await superuser.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        await superuser.close()
