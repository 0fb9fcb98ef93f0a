"""Bringing a database to the schema of this version: the roles, then aerich's migrations, one migrator at a time."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from aerich import Command
from tortoise.context import TortoiseContext

from siems.config import MIGRATIONS, ConfigurationError, database_credentials, tortoise_config

OWNER_ROLE = "siems_owner"
APP_ROLE = "siems_app"
OLDEST_POSTGRESQL = 16
_LOCK = 0x5349454D53  # "SIEMS": the advisory lock that lets one migrator in at a time


async def upgrade(url: str) -> list[str]:
    """Creates what is missing; returns the names of the migrations applied. Running it again changes nothing.

    `url` names a user that is `siems_owner`, or one that may create roles and use them.
    """
    async with _migrator(url) as command:
        applied: list[str] = await command.upgrade(run_in_transaction=True)
        return applied


async def downgrade(url: str, version: int) -> list[str]:
    """Takes back migration number `version` and all after it, with the data in what they made."""
    async with _migrator(url) as command:
        undone: list[str] = await command.downgrade(version=version, delete=False)
        return undone


async def pending(url: str) -> list[str]:
    """The migrations of this version that the database lacks. `url` names a user that may act as `siems_app`."""
    connection = await connect(url)
    try:
        prepared = "SELECT to_regclass('aerich') IS NOT NULL AND EXISTS (SELECT FROM pg_roles WHERE rolname = $1)"
        if not await connection.fetchval(prepared, APP_ROLE):
            return list(known_migrations())
        await connection.execute(f"SET ROLE {APP_ROLE}")
        applied = {row["version"] for row in await connection.fetch("SELECT version FROM aerich")}
    except asyncpg.InsufficientPrivilegeError as error:
        raise ConfigurationError(
            f"The database user may not work as {APP_ROLE}: {_line(error)}. Migrate first, and connect as {APP_ROLE} "
            "or as a user that was granted it."
        ) from None
    finally:
        await connection.close()
    return [name for name in known_migrations() if name not in applied]


async def connect(url: str) -> Any:
    """One plain connection. Raises ConfigurationError with one clear line if there is no way to get it."""
    credentials = database_credentials(url)
    where = f"{credentials['host']}:{credentials['port']}/{credentials['database']}"
    try:
        return await asyncpg.connect(**credentials, timeout=10)
    except (OSError, TimeoutError) as error:
        raise ConfigurationError(f"PostgreSQL at {where} cannot be reached: {_line(error) or 'no answer'}.") from None
    except asyncpg.PostgresError as error:
        raise ConfigurationError(f"PostgreSQL at {where} refuses the connection: {_line(error)}.") from None


def _line(error: Exception) -> str:
    """What went wrong, without PostgreSQL's lines of detail and hint."""
    return str(error).partition("\n")[0]


def known_migrations() -> Sequence[str]:
    """The names of this version's migrations, oldest first, as aerich records them."""
    found = [path.name for path in (MIGRATIONS / "models").glob("[0-9]*_*.py")]
    return sorted(found, key=lambda name: int(name.split("_")[0]))


@asynccontextmanager
async def _migrator(url: str) -> AsyncIterator[Command]:
    connection = await connect(url)
    try:
        await _check_version(connection)
        await connection.execute("SELECT pg_advisory_lock($1)", _LOCK)
        await _prepare(connection)
        config = tortoise_config(url, pool=2, role=OWNER_ROLE, lock_timeout="0")  # it waits for who works
        async with TortoiseContext() as context:
            await context.init(config=config)
            command = Command(tortoise_config=config, app="models", location=str(MIGRATIONS))
            await command.init()
            yield command
    finally:
        await connection.close()  # which lets go of the advisory lock


async def _check_version(connection: Any) -> None:
    major = connection.get_server_version().major
    if major < OLDEST_POSTGRESQL:
        raise ConfigurationError(f"PostgreSQL {major} is too old: SIEMS needs {OLDEST_POSTGRESQL} or later.")


async def _prepare(connection: Any) -> None:
    try:
        for role in (OWNER_ROLE, APP_ROLE):
            if not await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", role):
                await connection.execute(f"CREATE ROLE {role} NOLOGIN")
        if await connection.fetchval("SELECT current_user") != OWNER_ROLE:
            await _borrow_roles(connection)
        # aerich reads its own table before the first migration could make it.
        await connection.execute(
            f"""SET ROLE {OWNER_ROLE};
            CREATE TABLE IF NOT EXISTS aerich (
                id SERIAL PRIMARY KEY, version VARCHAR(255) NOT NULL, app VARCHAR(100) NOT NULL, content JSONB NOT NULL
            );
            RESET ROLE"""
        )
    except asyncpg.InsufficientPrivilegeError as error:
        raise ConfigurationError(
            f"The database user may not prepare the database for {OWNER_ROLE} and {APP_ROLE}: {_line(error)}. "
            f"Connect as {OWNER_ROLE}, or as a user with CREATEROLE, and let that user own the database."
        ) from None


async def _borrow_roles(connection: Any) -> None:
    for role in (OWNER_ROLE, APP_ROLE):
        if not await connection.fetchval("SELECT pg_has_role(current_user, $1, 'SET')", role):
            await connection.execute(f"GRANT {role} TO CURRENT_USER")
    if not await connection.fetchval("SELECT has_schema_privilege($1, 'public', 'CREATE')", OWNER_ROLE):
        await connection.execute(f"GRANT USAGE, CREATE ON SCHEMA public TO {OWNER_ROLE}")
