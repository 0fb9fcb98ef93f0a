"""A worker from its start to its end."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial

from siems.bootstrap import Application, Servers
from siems.observers.live import RedisWakeUps
from siems.worker.courier import Courier
from siems.worker.faults import forever
from siems.worker.heart import Heart
from siems.worker.pulse import Pulse, keep_time
from siems.worker.queue import run_arq
from siems.worker.sweeps import Sweeper

FINISH_WITHIN = timedelta(seconds=10)
_END_SECONDS = 5

log = logging.getLogger(__name__)


@asynccontextmanager
async def working(app: Application, servers: Servers, finish_within: timedelta = FINISH_WITHIN) -> AsyncIterator[None]:
    """A worker works beside the block, and outlives whatever happens to Redis and PostgreSQL.

    Once the block is over it begins nothing new, and the sweep and the messages under way have `finish_within` to end.
    """
    sweeper, pulse = Sweeper(app.escalations, app.metrics), Pulse()
    heart, courier = Heart(app.workers, sweeper, pulse), Courier(app.delivery)
    parts: dict[str, Callable[[], Awaitable[None]]] = {
        "arq": partial(run_arq, app, servers, sweeper, pulse, courier),
        "the worker's timer": partial(keep_time, sweeper, pulse),
        "the worker's courier": partial(courier.run, pulse),
        "what wakes the courier": partial(courier.listen, RedisWakeUps(app.redis)),
        "the worker's heart": heart.run,
    }
    tasks = [asyncio.create_task(forever(name, part), name=name) for name, part in parts.items()]
    try:
        yield
    finally:
        await asyncio.gather(sweeper.stop(finish_within), courier.stop(finish_within))
        await _end(tasks)
        await heart.stop()


async def _end(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    _, unfinished = await asyncio.wait(tasks, timeout=_END_SECONDS)
    for task in unfinished:
        log.error("%s does not end", task.get_name())
