"""Heartbeats of workers that do not exist."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from siems.bootstrap import Application
from siems.domain.workers import Heartbeat, Mode


def heartbeat(**more: Any) -> Heartbeat:
    """The word of a worker that does its work well."""
    facts: dict[str, Any] = {
        "worker_id": uuid4(),
        "host": "machine-1",
        "pid": 4711,
        "started": timedelta(minutes=5),
        "swept": timedelta(seconds=1),
        "mode": Mode.ARQ,
    }
    return Heartbeat(**facts | more)


async def forget_workers(app: Application) -> None:
    async with app.units.across_organizations() as work:
        await work.rows("DELETE FROM worker_heartbeats RETURNING worker_id")
