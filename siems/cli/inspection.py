"""Commands that look and change nothing: the logs, the state of the installation, the schema."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from redis.asyncio import Redis

from schema.schema import schema
from siems import migrate
from siems.bootstrap import Application
from siems.cli.exits import SOMETHING_IS_WRONG
from siems.cli.running import open_installation, with_application
from siems.cli.setup import OrganizationName
from siems.config import WORKER_HEALTH_KEY, ConfigurationError, Settings
from siems.embedded import EmbeddedError
from siems.installation import Installation, describe, redis_version
from siems.services.audit import Verification


def verify(organization: OrganizationName = None) -> None:
    """Recompute the hash chains of all logs and name the first entry that does not fit. Exits with 1 if one does not.

    Looks at every organization unless one is named.
    """

    async def work(app: Application) -> Verification:
        chosen = None if organization is None else (await app.setup.organization(organization)).id
        return await app.audit.verify(chosen)

    found = with_application(work)
    if (broken := found.first_broken) is not None:
        typer.echo(f"BROKEN: entry {broken.sequence} of {broken.kind} {broken.id}: {broken.problem}")
        typer.echo(f"It is the first that does not fit, of {found.checked} entries checked so far.")
        raise typer.Exit(SOMETHING_IS_WRONG)
    typer.echo(f"ok: {found.checked} entries checked")


def export_schema(
    output: Annotated[Path | None, typer.Option(help="Write it to this file instead of printing it.")] = None,
) -> None:
    """Print the GraphQL schema in the schema definition language."""
    sdl = schema.as_str().rstrip("\n") + "\n"
    if output is None:
        typer.echo(sdl, nl=False)
        return
    try:
        output.write_text(sdl)
    except OSError as error:
        raise ConfigurationError(f"{output} cannot be written: {error.strerror}.") from None


Check = Callable[[Installation], Coroutine[Any, Any, str]]


def doctor() -> None:
    """Say part by part whether this installation is well. Exits with 1 if any part is not."""
    try:
        with open_installation(Settings.read()) as installation:
            well = [_look_at(part, check, installation) for part, check in _parts()]
    except (ConfigurationError, EmbeddedError) as error:
        typer.echo(_line(False, "settings", str(error)))
        raise typer.Exit(SOMETHING_IS_WRONG) from None
    if not all(well):
        raise typer.Exit(SOMETHING_IS_WRONG)


def _parts() -> Iterator[tuple[str, Check]]:
    yield "settings", _settings
    yield "PostgreSQL", _postgresql
    yield "migrations", _migrations
    yield "Redis", lambda installation: redis_version(installation.redis_url)
    yield "worker", _worker


def _look_at(part: str, check: Check, installation: Installation) -> bool:
    try:
        typer.echo(_line(True, part, asyncio.run(check(installation))))
    except ConfigurationError as error:
        typer.echo(_line(False, part, str(error)))
        return False
    return True


def _line(well: bool, part: str, text: str) -> str:
    return f"{'ok ' if well else 'BAD'}  {part:<10}  {text}"


async def _settings(installation: Installation) -> str:
    installation.servers()
    settings = installation.settings
    servers = f"embedded servers in {settings.data_dir.resolve()}" if settings.embedded else "servers of your own"
    return f"{servers}; the API is for {settings.host}:{settings.port}"


async def _postgresql(installation: Installation) -> str:
    connection = await migrate.connect(installation.app_url)
    try:
        return str(await connection.fetchval("SHOW server_version"))
    finally:
        await connection.close()


async def _migrations(installation: Installation) -> str:
    if missing := await migrate.pending(installation.app_url):
        raise ConfigurationError(f"{describe(missing)} to apply: run `siems migrate`.")
    return f"all {len(migrate.known_migrations())} applied"


async def _worker(installation: Installation) -> str:
    await redis_version(installation.redis_url)
    redis = Redis.from_url(installation.redis_url)
    try:
        seen = await redis.get(WORKER_HEALTH_KEY)
    finally:
        await redis.aclose()
    if seen is None:
        raise ConfigurationError("none has been seen in the last 15 s: start `siems worker`, or `siems up`.")
    return f"seen at {seen.decode()}"
