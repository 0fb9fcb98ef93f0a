"""The workers' health, as everybody may ask for it who reaches PostgreSQL."""

from datetime import timedelta
from uuid import UUID

from siems.domain.workers import Heartbeat, WorkersHealth, health
from siems.repositories.unit_of_work import UnitsOfWork

_REMEMBERED = timedelta(days=1)


class WorkerService:
    """Takes the word of each worker, and sums up what all of them say."""

    def __init__(self, units: UnitsOfWork) -> None:
        self._units = units

    async def beat(self, heartbeat: Heartbeat) -> None:
        """A worker says how it is. Whoever was not heard of for a day is forgotten."""
        async with self._units.across_organizations() as work:
            await work.workers.record(heartbeat)
            await work.workers.forget_before(work.now - _REMEMBERED)

    async def stopped(self, worker_id: UUID) -> None:
        """A worker says that it has stopped."""
        async with self._units.across_organizations() as work:
            await work.workers.record_stop(worker_id)

    async def health(self) -> WorkersHealth:
        """How the workers are, by the database's clock."""
        async with self._units.across_organizations() as work:
            return health(await work.workers.all(), work.now)
