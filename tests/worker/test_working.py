"""A whole worker in this process, with and without Redis: what makes it sweep, what it says of itself, how it ends."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from heartbeats import forget_workers
from sweeping import PATIENCE, Directed, comes_true

from siems.bootstrap import Application, Servers
from siems.domain.workers import Mode, WorkersHealth
from siems.observers.metrics import Metrics
from siems.worker import pulse, working
from siems.worker.pulse import Pulse, keep_time
from siems.worker.sweeps import Sweeper

NOWHERE = Servers("postgresql://x@/x", "unix:///nowhere/redis.sock", ("x" * 32,))


@pytest.fixture
async def escalations(app: Application) -> AsyncIterator[Directed]:
    """What the worker of the test sweeps; no other worker is known."""
    await forget_workers(app)
    yield Directed()
    await forget_workers(app)


def sweeping(app: Application, escalations: Directed, **more: Any) -> Application:
    anything: Any = escalations
    return replace(app, escalations=anything, **more)


async def health(app: Application, mode: Mode) -> WorkersHealth:
    """What is known of the workers, once they sweep in this mode."""
    return await known(app, lambda found: found.mode is mode and found.last_sweep is not None)


async def known(app: Application, condition: Callable[[WorkersHealth], bool]) -> WorkersHealth:
    """What is known of the workers, once that is so."""
    async with asyncio.timeout(PATIENCE):
        while not condition(found := await app.workers.health()):  # noqa: ASYNC110  (it is in PostgreSQL)
            await asyncio.sleep(0.05)
    return found


async def test_it_sweeps_when_arq_says_so_and_is_seen(
    app: Application, servers: Servers, escalations: Directed
) -> None:
    async with working(sweeping(app, escalations), servers):
        seen = await health(app, Mode.ARQ)
        assert (seen.workers, seen.redis_missed, seen.redis_error) == (1, None, None)
        assert seen.sweeps
    assert escalations.most_at_once == 1
    after = await app.workers.health()
    assert (after.workers, after.mode) == (0, None)
    assert after.last_sweep is not None


async def test_without_redis_it_sweeps_by_its_own_timer_and_says_so(
    app: Application, escalations: Directed, caplog: pytest.LogCaptureFixture
) -> None:
    async with working(sweeping(app, escalations), NOWHERE):
        await comes_true(lambda: escalations.ended >= 2)
        seen = await health(app, Mode.TIMER)
        assert seen.workers == 1
        assert seen.redis_missed is not None
        assert "No such file or directory" in (seen.redis_error or "")
    assert "the worker sweeps by its own timer meanwhile" in caplog.text
    assert escalations.most_at_once == 1


async def test_the_timer_sweeps_now_and_then_even_while_arq_works(
    escalations: Directed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the other workers, who have got all the ticks, do nothing with them."""
    monkeypatch.setattr(pulse, "SAFETY_NET", 0.0)
    monkeypatch.setattr(pulse, "SILENCE", 3600.0)
    timer = asyncio.create_task(keep_time(Sweeper(escalations, Metrics()), Pulse()))
    await comes_true(lambda: escalations.ended == 1)
    timer.cancel()
    await asyncio.wait([timer])


async def test_the_timer_leaves_it_to_arq_while_that_works(
    escalations: Directed, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "siems.worker")
    monkeypatch.setattr(pulse, "_TICK", 0.001)
    monkeypatch.setattr(pulse, "SILENCE", 0.0)
    felt = Pulse()
    timer = asyncio.create_task(keep_time(Sweeper(escalations, Metrics()), felt))
    await comes_true(lambda: escalations.ended > 2)
    monkeypatch.setattr(pulse, "SILENCE", 3600.0)
    await comes_true(lambda: "arq works again: it says when to sweep" in caplog.text)
    before = escalations.begun
    for _ in range(20):
        await asyncio.sleep(0.001)
    timer.cancel()
    await asyncio.wait([timer])
    assert escalations.begun == before


async def test_a_job_that_raises_is_named_in_the_log_and_stops_nothing(
    app: Application, servers: Servers, escalations: Directed, caplog: pytest.LogCaptureFixture
) -> None:
    class Raising:
        async def run(self) -> None:
            raise ZeroDivisionError("no checkpoint today")

    faulty: Any = Raising()
    async with working(sweeping(app, escalations, checkpoints=faulty), servers):
        await comes_true(lambda: "cron:make_checkpoints failed, ZeroDivisionError: no checkpoint today" in caplog.text)
        before = escalations.ended
        await comes_true(lambda: escalations.ended > before)
        assert (await health(app, Mode.ARQ)).workers == 1


async def test_two_workers_are_both_seen_and_both_may_sweep(
    app: Application, servers: Servers, escalations: Directed
) -> None:
    other = Directed()
    async with working(sweeping(app, escalations), servers), working(sweeping(app, other), NOWHERE):
        await comes_true(lambda: escalations.ended > 0 and other.ended > 0)
        seen = await known(app, lambda found: found.workers == 2 and found.redis_missed is not None)
        assert (seen.workers, seen.mode) == (2, Mode.ARQ)


async def test_at_the_end_the_sweep_under_way_is_finished(
    app: Application, servers: Servers, escalations: Directed
) -> None:
    escalations.gate.clear()
    run = asyncio.create_task(_work_until(escalations, app, servers))
    await comes_true(lambda: escalations.begun == 1)
    run.cancel()
    escalations.gate.set()
    await asyncio.wait([run])
    assert (escalations.begun, escalations.ended) == (1, 1)


async def test_at_the_end_a_sweep_that_takes_too_long_is_cancelled(
    app: Application, servers: Servers, escalations: Directed
) -> None:
    escalations.gate.clear()
    async with working(sweeping(app, escalations), servers, finish_within=timedelta(milliseconds=50)):
        await comes_true(lambda: escalations.begun == 1)
    assert (escalations.at_once, escalations.ended) == (0, 0)


async def _work_until(escalations: Directed, app: Application, servers: Servers) -> None:
    async with working(sweeping(app, escalations), servers):
        await asyncio.Event().wait()
