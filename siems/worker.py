"""The worker: arq's ticks turned into calls of services. It looks at the state, never at the tick."""

import asyncio
import json
import logging
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from arq import ArqRedis, Worker, cron
from arq.constants import default_queue_name
from redis.asyncio import ConnectionPool
from redis.exceptions import RedisError

from siems.bootstrap import Application, Servers
from siems.config import WORKER_HEALTH_KEY
from siems.domain.errors import ValidationFailed

HEALTH_LIFETIME = timedelta(seconds=15)
JOB_TIMEOUT = timedelta(minutes=1)
# After a kill -9 no job of the dead worker runs again before the longest timeout of all is over.
VERIFY_TIMEOUT = timedelta(minutes=10)
_FIRST_PAUSE, _LONGEST_PAUSE, _STEADY = 0.5, 8.0, 60.0  # seconds
_ASK_AGAIN = 0.5  # seconds

log = logging.getLogger(__name__)


async def verify_audit(ctx: dict[Any, Any]) -> None:
    """Verifies the logs, the checkpoints and the anchor file once a night, and says aloud where one was changed."""
    app: Application = ctx["app"]
    try:
        found = await app.audit.verify()
    except ValidationFailed as error:
        log.error("THE LOGS COULD NOT BE VERIFIED: %s", error.message)
        return
    if (broken := found.first_broken) is None:
        log.info("the logs are whole: %d entries and %d checkpoints checked", found.checked, found.checkpoints)
    else:
        log.error("THE LOG WAS CHANGED: %s: %s", broken.place, broken.problem)


async def make_checkpoints(ctx: dict[Any, Any]) -> None:
    """Signs every minute what is new in the logs."""
    app: Application = ctx["app"]
    await app.checkpoints.run()


async def forget_sessions(ctx: dict[Any, Any]) -> None:
    """Once a night, deletes the sessions that nobody can use any more."""
    app: Application = ctx["app"]
    log.info("%d old sessions forgotten", await app.sessions.forget())


CRON_JOBS = [
    cron(make_checkpoints, second=20, unique=True, run_at_startup=True, max_tries=3),
    cron(forget_sessions, hour=3, minute=7, unique=True, max_tries=3),
    cron(verify_audit, hour=3, minute=17, unique=True, timeout=VERIFY_TIMEOUT.total_seconds(), max_tries=3),
]


async def run_worker(app: Application, servers: Servers) -> None:
    """Works until cancelled. A worker that ends, as when Redis is gone, is started again after a growing pause."""
    failures = 0
    while True:
        started = time.monotonic()
        try:
            await work(app, servers)
        except (OSError, RedisError) as error:
            problem = str(error)
        except Exception as error:
            log.exception("the worker failed")
            problem = type(error).__name__
        else:
            problem = "it ended"
        failures = 1 if time.monotonic() - started > _STEADY else failures + 1
        seconds = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** (failures - 1))
        log.warning("the worker stopped (%s); it starts again in %.1f s", problem, seconds)
        await asyncio.sleep(seconds)


async def work(app: Application, servers: Servers) -> None:
    """One arq worker, until it is cancelled. Raises what ended it, such as a RedisError."""
    worker = new_worker(app, servers)
    running = asyncio.create_task(worker.async_run())
    try:
        await asyncio.wait([running])
        await running  # raises what ended it
    finally:
        await _end(running)
        await _close(worker)


def new_worker(app: Application, servers: Servers) -> Worker:
    """An arq worker that is ready to run. Signals are the business of whoever runs it."""
    pool = ConnectionPool.from_url(servers.redis_url, socket_timeout=5, socket_connect_timeout=2)
    return _Worker(
        cron_jobs=[*CRON_JOBS],
        redis_pool=ArqRedis(pool, job_serializer=to_json, job_deserializer=json.loads),
        queue_name=default_queue_name,
        handle_signals=False,
        job_timeout=JOB_TIMEOUT.total_seconds(),
        keep_result=0,
        max_tries=3,
        ctx={"app": app},
        health_check_key=WORKER_HEALTH_KEY,
        health_check_interval=HEALTH_LIFETIME.total_seconds(),
        job_serializer=to_json,
        job_deserializer=json.loads,
        timezone=UTC,
        log_results=False,
    )


def to_json(job: dict[str, Any]) -> bytes:
    """Jobs and results as JSON, since reading a pickle runs whatever somebody put into Redis."""
    return json.dumps(job, default=str).encode()


class _Worker(Worker):
    async def record_health(self) -> None:
        """Says at every poll that a worker works, and not once a lifetime as arq does.

        So a late poll does not look like a dead worker, and when one of several stops, and takes the key with it,
        another one puts it back at once.
        """
        await self.pool.set(self.health_check_key, f"{datetime.now(UTC):%FT%TZ}", ex=HEALTH_LIFETIME)


async def _end(running: asyncio.Task[None]) -> None:
    """Cancels arq until it has ended. Once is not enough: it swallows one that comes at a bad moment in its poll."""
    while not running.done():
        running.cancel()
        await asyncio.wait([running], timeout=_ASK_AGAIN)
    if not running.cancelled():
        running.exception()  # or asyncio complains that nobody has looked


async def _close(worker: Worker) -> None:
    """Ends its jobs, to be run again by another worker, and takes back that it works. Raises nothing of its own.

    Not `Worker.close`: it may raise, and an error would hide from our caller that it was cancelled.
    """
    jobs = list(worker.tasks.values())
    for job in jobs:
        job.cancel()
    await asyncio.gather(*jobs, return_exceptions=True)
    with suppress(OSError, RedisError):  # which is most often why it ended
        await worker.pool.delete(worker.health_check_key)
    with suppress(OSError, RedisError):
        await worker.pool.aclose(close_connection_pool=True)
