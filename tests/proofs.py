"""An installation of a test's own, with checkpoints, and the superuser who cheats in it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from argon2 import PasswordHasher
from commands import PATIENCE
from databases import migrated_database
from factories import Person, World
from redis.asyncio import Redis
from tortoise.context import TortoiseContext

from siems import migrate
from siems.bootstrap import Application, Proving, Servers, _wire
from siems.config import tortoise_config
from siems.domain.checkpoints import SignedCheckpoint
from siems.domain.clock import DatabaseClock
from siems.embedded import Endpoints
from siems.models import ConfigurationLog, IncidentLog, LogEntry
from siems.repositories.logs import entry_of
from siems.security import Passwords
from siems.services.audit import Verification
from siems.services.audit_anchor import AnchorFile
from siems.services.checkpoints import CheckpointService
from siems.signing import SigningKey

KEY_SEED = bytes(range(32))
KEY = SigningKey(KEY_SEED)
OTHER_KEY = SigningKey(bytes(range(1, 33)))
LOGS: dict[str, type[LogEntry]] = {"incident_log": IncidentLog, "configuration_log": ConfigurationLog}


@dataclass
class Proofs:
    """An application on a database that nobody else writes into. Its superuser's connection fires no triggers."""

    app: Application
    anchor: Path
    superuser: Any
    database: Endpoints

    async def world(self, name: str = "ACME") -> "Scene":
        """An organization with somebody who works there."""
        world = World(self.app, await self.app.setup.create_organization(name, with_defaults=False))
        return Scene(world, await world.manager("Grace"))

    def checkpointer(
        self, key: SigningKey = KEY, anchor: AnchorFile | None = None, batch: int = 5000
    ) -> CheckpointService:
        return CheckpointService(self.app.units, key, anchor or AnchorFile(self.anchor), batch)

    async def checkpoint(self, key: SigningKey = KEY) -> SignedCheckpoint:
        """Makes the next checkpoint, which is one, as soon as no transaction of the cluster holds the feed back."""
        async with asyncio.timeout(PATIENCE):
            while not (made := await self.checkpointer(key).run()):  # noqa: ASYNC110  (what it waits for comes with time)
                await asyncio.sleep(0.05)
        [checkpoint] = made
        return checkpoint

    async def stored(self) -> list[SignedCheckpoint]:
        async with self.app.units.across_organizations() as work:
            return [each async for each in work.checkpoints.all()]

    async def verify(self, organization_id: UUID | None = None) -> Verification:
        return await self.app.audit.verify(organization_id)

    async def forge(self, sql: str, *values: Any) -> int:
        """What somebody does who owns the server; how many rows that changed."""
        answer: str = await self.superuser.execute(sql, *values)
        return int(answer.split()[-1])

    async def recompute(self, table: str, subject_id: UUID) -> None:
        """Makes all hashes of a chain right again, as somebody does who knows how they are made."""
        previous = "0" * 64
        for row in await LOGS[table].filter(subject_id=subject_id).order_by("sequence"):
            row.previous_hash = previous
            previous = entry_of(row).digest()
            sql = f"UPDATE {table} SET previous_hash = $2, hash = $3 WHERE id = $1"
            assert await self.forge(sql, row.id, row.previous_hash, previous) == 1

    def lines(self) -> list[dict[str, Any]]:
        """What the anchor file says."""
        return [json.loads(line) for line in self.anchor.read_text().splitlines()]


@dataclass(frozen=True)
class Scene:
    """An organization, and somebody who fills its log."""

    world: World
    grace: Person

    @property
    def organization_id(self) -> UUID:
        return self.world.organization.id

    async def incident(self, comments: int = 0) -> UUID:
        """An incident with one entry for its report and one for each comment."""
        incident = await self.world.incident(self.grace)
        await self.comment(incident.id, comments)
        return incident.id

    async def comment(self, incident_id: UUID, times: int = 1) -> None:
        for place in range(times):
            await self.world.app.incidents.comment(self.grace, incident_id, f"Comment {place}")


@asynccontextmanager
async def new_proofs(endpoints: Endpoints, folder: Path) -> AsyncIterator[Proofs]:
    """A new migrated database, wired as in life, with KEY to sign and the anchor file in `folder`."""
    async with migrated_database(endpoints) as database, proofs_in(database, folder) as proofs:
        yield proofs


@asynccontextmanager
async def proofs_in(database: Endpoints, folder: Path) -> AsyncIterator[Proofs]:
    """A migrated database, as of `new_proofs`."""
    anchor = folder / "anchor" / "checkpoints.jsonl"
    passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    superuser = await migrate.connect(database.superuser_url)
    await superuser.execute("SET session_replication_role = replica")
    redis = Redis.from_url(database.redis_url)
    proving = Proving(KEY, (KEY.public,), anchor)
    servers = Servers(database.app_url, database.redis_url, ("a secret of this test's own, long enough",), 5, proving)
    async with TortoiseContext() as context:
        await context.init(config=tortoise_config(database.app_url, role=migrate.APP_ROLE))
        app = _wire(redis, servers, DatabaseClock(), passwords)
        yield Proofs(app, anchor, superuser, database)
        await app.units.close()
    await redis.aclose()
    await superuser.close()
