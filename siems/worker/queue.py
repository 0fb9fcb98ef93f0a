"""arq, kept running: its loop ends when Redis is gone, and is started again."""

import asyncio
import json
import logging
import time
from contextlib import suppress
from dataclasses import replace
from datetime import UTC
from typing import Any

from arq import ArqRedis, Worker
from arq.constants import default_queue_name
from redis.asyncio import ConnectionPool
from redis.exceptions import RedisError

from siems.bootstrap import Application, Servers
from siems.worker.courier import Courier
from siems.worker.jobs import CRON_JOBS, JOB_TIMEOUT
from siems.worker.pulse import Pulse
from siems.worker.sweeps import Sweeper

_FIRST_PAUSE, _LONGEST_PAUSE, _STEADY = 0.5, 8.0, 60.0  # seconds
_ASK_AGAIN = 0.5  # seconds
_LAST_WORDS = 2.0  # seconds

log = logging.getLogger(__name__)


async def run_arq(
    app: Application, servers: Servers, sweeper: Sweeper, pulse: Pulse, courier: Courier | None = None
) -> None:
    """Works until cancelled. When arq ends, as when Redis is gone, it is started again after a growing pause."""
    failures = 0
    while True:
        started = time.monotonic()
        try:
            await work(app, servers, sweeper, pulse, courier)
        except (OSError, RedisError) as error:
            problem = str(error)
        except Exception as error:
            log.exception("arq failed")
            problem = type(error).__name__
        else:
            problem = "it ended"
        pulse.failed(problem)
        failures = 1 if time.monotonic() - started > _STEADY else failures + 1
        seconds = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** (failures - 1))
        log.warning("arq stopped (%s); it starts again in %.1f s", problem, seconds)
        await asyncio.sleep(seconds)


async def work(
    app: Application, servers: Servers, sweeper: Sweeper, pulse: Pulse, courier: Courier | None = None
) -> None:
    """One arq worker, until it is cancelled. Raises what ended it, such as a RedisError."""
    worker = new_worker(app, servers, sweeper, pulse, courier)
    running = asyncio.create_task(worker.async_run())
    try:
        await asyncio.wait([running])
        await running  # raises what ended it
    finally:
        await _end(running)
        await _close(worker)


def new_worker(
    app: Application, servers: Servers, sweeper: Sweeper, pulse: Pulse, courier: Courier | None = None
) -> Worker:
    """An arq worker that is ready to run. Signals are the business of whoever runs it."""
    pool = ConnectionPool.from_url(servers.redis_url, socket_timeout=5, socket_connect_timeout=2)
    return _Worker(
        pulse,
        # Copies, or one that starts again after an hour without Redis would make up for all ticks of that hour.
        cron_jobs=[replace(job, next_run=None) for job in CRON_JOBS],
        redis_pool=ArqRedis(pool, job_serializer=to_json, job_deserializer=json.loads),
        queue_name=default_queue_name,
        handle_signals=False,
        job_timeout=JOB_TIMEOUT.total_seconds(),
        keep_result=0,
        max_tries=3,
        ctx={"app": app, "sweeper": sweeper, "courier": courier or Courier(app.delivery)},
        job_serializer=to_json,
        job_deserializer=json.loads,
        timezone=UTC,
        log_results=False,
    )


def to_json(job: dict[str, Any]) -> bytes:
    """Jobs and results as JSON, since reading a pickle runs whatever somebody put into Redis."""
    return json.dumps(job, default=str).encode()


class _Worker(Worker):
    """Shows that it works to the process, at every poll, and not to Redis."""

    def __init__(self, pulse: Pulse, **options: Any) -> None:
        super().__init__(**options)
        self._pulse = pulse

    async def heart_beat(self) -> None:
        await super().heart_beat()
        self._pulse.beat()

    async def record_health(self) -> None:
        pass


async def _end(running: asyncio.Task[None]) -> None:
    """Cancels arq until it has ended. Once is not enough: it swallows one that comes at a bad moment in its poll."""
    while not running.done():
        running.cancel()
        await asyncio.wait([running], timeout=_ASK_AGAIN)
    if not running.cancelled():
        running.exception()  # or asyncio complains that nobody has looked


async def _close(worker: Worker) -> None:
    """Ends its jobs, to be run again by another worker. Raises nothing of its own.

    Not `Worker.close`: it may raise, and an error would hide from our caller that it was cancelled.
    """
    worker.allow_pick_jobs = False
    jobs = dict(worker.tasks)
    for id, job in jobs.items():
        if id in worker.job_tasks:  # any other has not begun, or tells Redis that it is done, which is soon over
            job.cancel()
    if jobs:
        await asyncio.wait(jobs.values(), timeout=_LAST_WORDS)
        for job in jobs.values():
            job.cancel()
        await asyncio.gather(*jobs.values(), return_exceptions=True)
    with suppress(OSError, RedisError):  # which is most often why it ended
        await worker.pool.aclose(close_connection_pool=True)
