"""The command that looks at the installation and changes nothing."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from datetime import timedelta
from typing import Any

import typer

from siems import migrate
from siems.bootstrap import application
from siems.cli.counting import counted
from siems.cli.exits import SOMETHING_IS_WRONG
from siems.cli.proof import age, describe_window
from siems.cli.resealing import describe_lost
from siems.cli.running import open_installation
from siems.config import ConfigurationError, Settings
from siems.domain.workers import Mode, WorkersHealth
from siems.embedded import EmbeddedError
from siems.installation import Installation, describe, redis_version
from siems.repositories.feed import FeedHolder
from siems.services.feed_health import FeedDelay

_LONGEST_WINDOW = timedelta(minutes=5)
_LONGEST_DELIVERY = timedelta(minutes=15)

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
    yield "checkpoint", _checkpoint
    yield "feed", _feed
    yield "delivery", _delivery
    yield "secrets", _secrets


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
    await _require_migrations(installation)
    async with application(installation.servers()) as app:
        health = await app.workers.health()
    if not health.workers:
        raise ConfigurationError("none has been seen in the last 15 s: start `siems worker`, or `siems up`.")
    if not health.sweeps:
        raise ConfigurationError(f"{describe_workers(health)} The log of the worker says why it does not sweep.")
    return describe_workers(health)


def describe_workers(health: WorkersHealth) -> str:
    """How many workers work, when they swept last and what made them do so."""
    how_many = "1 worker works" if health.workers == 1 else f"{health.workers} workers work"
    last = "never yet" if health.last_sweep is None else f"{int(health.last_sweep.total_seconds())} s ago"
    by = "by arq" if health.mode is Mode.ARQ else "by their own timer"
    missed = ""
    if health.redis_missed is not None:
        seconds = int(health.redis_missed.total_seconds())
        missed = f" Redis has been missed for {seconds} s ({health.redis_error})."
    return f"{how_many}; the last sweep for escalations was {last}, {by}.{missed}"


async def _checkpoint(installation: Installation) -> str:
    await _require_migrations(installation)
    async with application(installation.servers()) as app:
        window = await app.checkpoints.window()
    if window.oldest is not None and window.now - window.oldest > _LONGEST_WINDOW:
        raise ConfigurationError(
            f"{describe_window(window)} The oldest was written {age(window.now, window.oldest)} ago: does a worker "
            "run, or does somebody hold a write transaction open?"
        )
    return describe_window(window)


async def _feed(installation: Installation) -> str:
    await _require_migrations(installation)
    async with application(installation.servers()) as app:
        delay = await app.feed_health.delay()
    if not delay.is_tolerable:
        raise ConfigurationError(describe_delay(delay))
    return describe_delay(delay)


async def _delivery(installation: Installation) -> str:
    await _require_migrations(installation)
    async with application(installation.servers()) as app:
        backlog = await app.delivery.backlog()
    if not backlog.waiting:
        return "nothing waits."
    if backlog.oldest is None:
        return f"{backlog.waiting} to webhooks, which are tried again."
    told = f"{backlog.waiting} to be sent, the first for {int(backlog.oldest.total_seconds())} s."
    if backlog.oldest > _LONGEST_DELIVERY:
        raise ConfigurationError(f"{told} Does a worker run? The query `deliveries` says why each has not been sent.")
    return told


async def _require_migrations(installation: Installation) -> None:
    if await migrate.pending(installation.app_url):
        raise ConfigurationError("it cannot be told before all migrations are applied.")


def describe_delay(delay: FeedDelay) -> str:
    """How far behind the feed is, and if that is too far, what is to be ended."""
    waits = f"an entry has waited {delay.seconds:.0f} s to be readable." if delay.seconds else ""
    if delay.is_tolerable:
        return waits or "nothing waits."
    if delay.holder is None:
        return f"{waits} What held it back has ended by now: look again."
    return f"{waits or 'nothing waits yet.'} {_describe_holder(delay.holder)} holds the feed back: end it."


def _describe_holder(holder: FeedHolder) -> str:
    facts = {
        "application": holder.application,
        "user": holder.user,
        "database": holder.database,
        "state": holder.state,
        "open for": None if holder.seconds is None else f"{holder.seconds:.0f} s",
    }
    known = ", ".join(f"{name} {fact}" for name, fact in facts.items() if fact is not None)
    return f"The write transaction of {holder.name} ({known})"


async def _secrets(installation: Installation) -> str:
    await _require_migrations(installation)
    async with application(installation.servers()) as app:
        found = await app.resealing.look()
    if found.lost:
        raise ConfigurationError(f"{describe_lost(found)} `siems reseal` names each.")
    if found.by_former:
        which = f"{found.by_former} of {counted(found.count, 'stored secret')}"
        return f"{which} need a former SIEMS_SECRET_KEY: run `siems reseal` before you drop that."
    return f"{counted(found.count, 'stored secret')}, sealed with the newest SIEMS_SECRET_KEY."
