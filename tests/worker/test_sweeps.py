"""One sweep at a time, which nothing but the end of the process cuts off, and which no fault keeps from the next."""

import asyncio
import logging
from datetime import timedelta

import asyncpg
import pytest
from sweeping import Directed, comes_true

from siems.observers.metrics import Metrics
from siems.worker.sweeps import Sweeper


@pytest.fixture
def escalations() -> Directed:
    return Directed()


async def test_who_asks_during_a_sweep_gets_no_second_one(escalations: Directed) -> None:
    sweeper = Sweeper(escalations, Metrics())
    escalations.gate.clear()
    first = asyncio.create_task(sweeper.sweep())
    await comes_true(lambda: escalations.begun == 1)
    await asyncio.gather(sweeper.sweep(), sweeper.sweep())
    escalations.gate.set()
    await first
    assert (escalations.begun, escalations.ended, escalations.most_at_once) == (1, 1, 1)
    await sweeper.sweep()
    assert escalations.ended == 2


async def test_a_sweep_outlives_whoever_asked_for_it(escalations: Directed) -> None:
    sweeper = Sweeper(escalations, Metrics())
    escalations.gate.clear()
    asking = asyncio.create_task(sweeper.sweep())
    await comes_true(lambda: escalations.begun == 1)
    asking.cancel()
    await asyncio.wait([asking])
    escalations.gate.set()
    await comes_true(lambda: escalations.ended == 1)


async def test_a_sweep_that_hangs_is_cut_off_and_the_next_one_sweeps(
    escalations: Directed, caplog: pytest.LogCaptureFixture
) -> None:
    sweeper = Sweeper(escalations, Metrics(), longest=timedelta(milliseconds=20))
    escalations.gate.clear()
    await sweeper.sweep()
    assert (escalations.begun, escalations.ended) == (1, 0)
    assert caplog.messages == ["the sweep for escalations failed (TimeoutError: ); it is tried again"]
    escalations.gate.set()
    await sweeper.sweep()
    assert escalations.ended == 1


@pytest.mark.parametrize(
    ("fault", "level"),
    [
        (ConnectionRefusedError("PostgreSQL restarts"), logging.WARNING),
        (asyncpg.AdminShutdownError("terminating connection"), logging.WARNING),
        (ZeroDivisionError("division by zero"), logging.ERROR),
    ],
)
async def test_a_fault_is_said_once_and_the_end_of_it(
    escalations: Directed, caplog: pytest.LogCaptureFixture, fault: Exception, level: int
) -> None:
    caplog.set_level(logging.INFO, "siems.worker")
    sweeper = Sweeper(escalations, Metrics())
    escalations.fault = fault
    for _ in range(3):
        await sweeper.sweep()
    assert sweeper.last_sweep is None
    escalations.fault = None
    await sweeper.sweep()
    assert sweeper.last_sweep is not None
    assert [(record.levelno, record.getMessage()) for record in caplog.records] == [
        (level, f"the sweep for escalations failed ({type(fault).__name__}: {fault}); it is tried again"),
        (logging.INFO, "the sweep for escalations works again, after 3 failures"),
    ]
    assert bool(caplog.records[0].exc_info) == (level == logging.ERROR)


async def test_a_sweep_that_fails_keeps_nothing_from_being_planned_anew(escalations: Directed) -> None:
    escalations.fault = ZeroDivisionError()
    escalations.to_replan = 3
    await Sweeper(escalations, Metrics()).sweep()
    assert (escalations.ended, escalations.replanned) == (0, 3)


async def test_told_to_stop_it_ends_the_sweep_under_way_and_begins_no_other(escalations: Directed) -> None:
    sweeper = Sweeper(escalations, Metrics())
    escalations.gate.clear()
    under_way = asyncio.create_task(sweeper.sweep())
    await comes_true(lambda: escalations.begun == 1)
    stopping = asyncio.create_task(sweeper.stop(timedelta(minutes=1)))
    await sweeper.sweep()
    escalations.gate.set()
    await asyncio.gather(stopping, under_way)
    await sweeper.sweep()
    assert (escalations.begun, escalations.ended) == (1, 1)


async def test_a_sweep_that_does_not_end_when_told_to_stop_is_cancelled(
    escalations: Directed, caplog: pytest.LogCaptureFixture
) -> None:
    sweeper = Sweeper(escalations, Metrics())
    escalations.gate.clear()
    under_way = asyncio.create_task(sweeper.sweep())
    await comes_true(lambda: escalations.begun == 1)
    await sweeper.stop(timedelta(milliseconds=10))
    await asyncio.wait([under_way])
    assert (escalations.at_once, escalations.ended) == (0, 0)
    assert caplog.messages == ["the sweep under way did not end within 0 s and is cancelled"]
