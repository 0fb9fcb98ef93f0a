"""Servers of a test's own, and the processes of `siems` that work on them: any of them can be killed."""

import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from argon2 import PasswordHasher
from commands import SECRET_KEY, Serving, eventually, servers_of
from proofs import KEY, KEY_SEED
from redis.asyncio import Redis
from tortoise.context import TortoiseContext

from siems import migrate
from siems.bootstrap import Application, Proving, Servers, _wire
from siems.config import tortoise_config
from siems.domain.clock import Clock, DatabaseClock
from siems.embedded import EmbeddedServers, Endpoints
from siems.security import Passwords

KEPT_AFTER_A_KILL = {"fsync": "off"}
"""Faster, and what was committed outlives the processes all the same; only a crash of the machine would take it."""


@dataclass
class Site:
    """Servers that are an operator's own to SIEMS, and the processes that the test starts on them."""

    data_dir: Path
    endpoints: Endpoints
    folder: Path
    serving: list[Serving] = field(default_factory=list)

    @property
    def settings(self) -> dict[str, str]:
        return {
            "database_url": self.endpoints.app_url,
            "owner_database_url": self.endpoints.owner_url,
            "redis_url": self.endpoints.redis_url,
            "secret_key": SECRET_KEY,
            "checkpoint_key": KEY_SEED.hex(),
            "data_dir": str(self.folder / "siems"),
        }

    def start(self, command: str, **more: str) -> Serving:
        output = self.folder / f"{command}-{len(self.serving)}"
        self.serving.append(Serving(command, output=output, **self.settings, **more))
        return self.serving[-1]

    def api(self) -> str:
        """The URL of an API that serves."""
        return self.start("api").url("The API answers")

    def worker(self) -> Serving:
        serving = self.start("worker")
        serving.says("The worker works.")
        return serving

    def kill(self, name: str) -> None:
        """Kills a server: "postgres" or "redis-server"."""
        for pid, server in servers_of(self.data_dir).items():
            if server == name:
                os.kill(pid, signal.SIGKILL)
        eventually(lambda: name not in servers_of(self.data_dir).values())

    def revive(self) -> None:
        """Starts again whichever server is down."""
        with EmbeddedServers(self.data_dir, postgres_settings=KEPT_AFTER_A_KILL):
            pass

    @asynccontextmanager
    async def application(self, clock: Clock | None = None) -> AsyncIterator[Application]:
        """The application in this process, on the same servers, as long as PostgreSQL is up."""
        cheap = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        proving = Proving(KEY, (KEY.public,))
        servers = Servers(self.endpoints.app_url, self.endpoints.redis_url, (SECRET_KEY,), 5, proving)
        async with Redis.from_url(self.endpoints.redis_url) as redis, TortoiseContext() as context:
            await context.init(config=tortoise_config(self.endpoints.app_url, role=migrate.APP_ROLE))
            app = _wire(redis, servers, clock or DatabaseClock(), cheap)
            await app.feed_epochs.current()
            try:
                yield app
            finally:
                await app.units.close()


@contextmanager
def new_site(data_dir: Path, folder: Path) -> Iterator[Site]:
    """Servers on a data directory that is migrated; whatever processes a test leaves are killed."""
    with EmbeddedServers(data_dir, postgres_settings=KEPT_AFTER_A_KILL) as endpoints:
        site = Site(data_dir, endpoints, folder)
        yield site
        for serving in site.serving:
            if serving.process.poll() is None:
                serving.kill()
