"""Says every few seconds, in PostgreSQL, that this worker works, and how."""

import asyncio
import os
import socket
import time
from datetime import timedelta
from uuid import UUID, uuid4

from siems.domain.workers import Heartbeat
from siems.services.workers import WorkerService
from siems.worker.faults import Guard
from siems.worker.pulse import Pulse
from siems.worker.sweeps import Sweeper

_EVERY = 2.0  # seconds
_LONGEST, _GOODBYE = 10.0, 2.0  # seconds


class Heart:
    """The heart of one worker."""

    def __init__(self, workers: WorkerService, sweeper: Sweeper, pulse: Pulse) -> None:
        self._workers = workers
        self._sweeper = sweeper
        self._pulse = pulse
        self._began = time.monotonic()
        self._guard = Guard("the heartbeat to PostgreSQL")
        self.worker_id: UUID = uuid4()

    async def run(self) -> None:
        """Beats until cancelled."""
        while True:
            await self._guard.run(self._beat)
            await asyncio.sleep(_EVERY)

    async def stop(self) -> None:
        """Says that the worker has stopped, if PostgreSQL is there to hear it."""
        await self._guard.run(self._say_goodbye)

    async def _beat(self) -> None:
        beat = Heartbeat(
            worker_id=self.worker_id,
            host=socket.gethostname()[:255],
            pid=os.getpid(),
            started=timedelta(seconds=time.monotonic() - self._began),
            swept=self._sweeper.last_sweep,
            mode=self._pulse.mode,
            redis_missed=self._pulse.missed,
            redis_error=self._pulse.problem,
        )
        async with asyncio.timeout(_LONGEST):
            await self._workers.beat(beat)

    async def _say_goodbye(self) -> None:
        async with asyncio.timeout(_GOODBYE):
            await self._workers.stopped(self.worker_id)
