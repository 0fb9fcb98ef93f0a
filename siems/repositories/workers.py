"""What the workers say of themselves."""

from datetime import datetime
from uuid import UUID

from siems.domain.workers import Heartbeat, Mode, Seen
from siems.repositories.base import Transaction


class WorkerRepository:
    """All workers of the installation."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def record(self, beat: Heartbeat) -> None:
        """Stores what a worker says now, in the place of what it said before."""
        now = self._transaction.now
        await self._transaction.rows(
            "INSERT INTO worker_heartbeats "
            "(worker_id, host, pid, started_at, seen_at, swept_at, mode, redis_missed_since, redis_error) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) "
            "ON CONFLICT (worker_id) DO UPDATE SET seen_at = excluded.seen_at, swept_at = excluded.swept_at, "
            "mode = excluded.mode, redis_missed_since = excluded.redis_missed_since, "
            "redis_error = excluded.redis_error RETURNING worker_id",
            beat.worker_id,
            beat.host,
            beat.pid,
            now - beat.started,
            now,
            None if beat.swept is None else now - beat.swept,
            beat.mode.value,
            None if beat.redis_missed is None else now - beat.redis_missed,
            beat.redis_error,
        )

    async def record_stop(self, worker_id: UUID) -> None:
        """A worker has stopped in good order."""
        await self._transaction.rows(
            "UPDATE worker_heartbeats SET mode = NULL, redis_missed_since = NULL, redis_error = NULL "
            "WHERE worker_id = $1 RETURNING worker_id",
            worker_id,
        )

    async def forget_before(self, moment: datetime) -> None:
        """Deletes workers that were not heard of since then."""
        await self._transaction.rows("DELETE FROM worker_heartbeats WHERE seen_at < $1 RETURNING worker_id", moment)

    async def all(self) -> list[Seen]:
        rows = await self._transaction.rows(
            "SELECT seen_at, swept_at, mode, redis_missed_since, redis_error FROM worker_heartbeats"
        )
        return [Seen(**row | {"mode": row["mode"] and Mode(row["mode"])}) for row in rows]
