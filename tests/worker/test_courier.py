"""The courier: what makes it begin, and that nothing ends it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sweeping import comes_true

from siems.worker import courier as module
from siems.worker.courier import Courier
from siems.worker.pulse import Pulse


class Directed:
    """Counts how often it was begun. While `gate` is closed none of that ends; `fault` is what the next one raises."""

    def __init__(self) -> None:
        self.begun = self.ended = 0
        self.fault: Exception | None = None
        self.gate = asyncio.Event()
        self.gate.set()
        self.patience: timedelta | None = None

    async def start(self) -> int:
        self.begun += 1
        await self.gate.wait()
        if self.fault is not None:
            raise self.fault
        self.ended += 1
        return 0

    async def stop(self, patience: timedelta) -> None:
        self.patience = patience


async def test_who_asks_while_it_is_at_it_has_it_look_once_more() -> None:
    directed = Directed()
    courier = Courier(directed)
    directed.gate.clear()
    first = asyncio.create_task(courier.deliver())
    await comes_true(lambda: directed.begun == 1)
    await asyncio.gather(courier.deliver(), courier.deliver())
    directed.gate.set()
    await first
    assert (directed.begun, directed.ended) == (2, 2)


async def test_what_has_begun_outlives_whoever_asked_for_it() -> None:
    directed = Directed()
    courier = Courier(directed)
    directed.gate.clear()
    asking = asyncio.create_task(courier.deliver())
    await comes_true(lambda: directed.begun == 1)
    asking.cancel()
    await asyncio.wait([asking])
    directed.gate.set()
    await courier.stop(timedelta(seconds=20))
    assert (asking.cancelled(), directed.begun, directed.ended) == (True, 1, 1)


async def test_a_beginning_that_does_not_end_is_cancelled_when_patience_is_over() -> None:
    directed = Directed()
    courier = Courier(directed)
    directed.gate.clear()
    asking = asyncio.create_task(courier.deliver())
    await comes_true(lambda: directed.begun == 1)
    await courier.stop(timedelta())
    await asking
    assert (directed.ended, directed.patience) == (0, timedelta())


async def test_a_beginning_that_hangs_is_cut_off_and_the_next_one_begins(caplog: pytest.LogCaptureFixture) -> None:
    directed = Directed()
    courier = Courier(directed, longest=timedelta(milliseconds=20))
    directed.gate.clear()
    await courier.deliver()
    assert caplog.messages == ["delivering what is owed failed (TimeoutError: ); it is tried again"]
    directed.gate.set()
    await courier.deliver()
    assert (directed.begun, directed.ended) == (2, 1)


async def test_a_fault_is_said_and_keeps_nothing_from_the_next(caplog: pytest.LogCaptureFixture) -> None:
    directed = Directed()
    courier = Courier(directed)
    directed.fault = ConnectionRefusedError("PostgreSQL restarts")
    await courier.deliver()
    directed.fault = None
    await courier.deliver()
    assert directed.ended == 1
    said = "delivering what is owed failed (ConnectionRefusedError: PostgreSQL restarts); it is tried again"
    assert said in caplog.messages


async def test_it_is_woken_by_what_is_committed(monkeypatch: pytest.MonkeyPatch) -> None:
    class Once:
        async def listen(self) -> AsyncIterator[None]:
            yield

    monkeypatch.setattr(module, "_TICK", 3600.0)
    directed = Directed()
    courier = Courier(directed)
    running = asyncio.create_task(courier.run(Pulse()))
    await courier.listen(Once())
    await comes_true(lambda: directed.ended == 1)
    running.cancel()
    await asyncio.wait([running])


async def test_without_arq_it_begins_by_its_own_timer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_TICK", 0.001)
    monkeypatch.setattr("siems.worker.pulse.SILENCE", 0.0)
    directed = Directed()
    running = asyncio.create_task(Courier(directed).run(Pulse()))
    await comes_true(lambda: directed.ended > 1)
    running.cancel()
    await asyncio.wait([running])


async def test_told_to_stop_it_begins_nothing_more() -> None:
    directed = Directed()
    courier = Courier(directed)
    await courier.stop(timedelta(seconds=7))
    await courier.deliver()
    assert (directed.begun, directed.patience) == (0, timedelta(seconds=7))
