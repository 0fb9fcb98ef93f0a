"""Observers stand in one table: one that fails is tried again, then given up, and delays nobody else."""

import asyncio
import json
import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from sweeping import comes_true

from siems.bootstrap import Application
from siems.domain import observers
from siems.domain.events import EscalationRaised, Event, IncidentChanged
from siems.domain.observers import Observers
from siems.observers import notify
from siems.observers.notify import NotifyObserver

ORGANIZATION = UUID(int=1)


@dataclass
class Listener:
    """Writes down what it is told. `faults` are raised first, one at each attempt."""

    told: list[Event] = field(default_factory=list)
    faults: list[Exception] = field(default_factory=list)
    attempts: int = 0
    gate: asyncio.Event | None = None

    async def incident_changed(self, event: IncidentChanged) -> None:
        await self._hear(event)

    async def escalation_raised(self, event: EscalationRaised) -> None:
        await self._hear(event)

    async def _hear(self, event: Event) -> None:
        self.attempts += 1
        if self.gate is not None:
            await self.gate.wait()
        if self.faults:
            raise self.faults.pop(0)
        self.told.append(event)


def changed() -> IncidentChanged:
    return IncidentChanged(ORGANIZATION, uuid4())


def raised(*people: UUID) -> EscalationRaised:
    moment = datetime(2026, 3, 29, tzinfo=UTC)
    return EscalationRaised(ORGANIZATION, uuid4(), uuid4(), "unassigned_for", moment, moment, people)


@pytest.fixture(autouse=True)
def _without_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(observers, "PAUSES", (0.0, 0.0, 0.0))


async def test_all_are_told_of_each_kind_of_event_in_order() -> None:
    first, second = Listener(), Listener()
    table = Observers({"first": first, "second": second})
    events = [changed(), raised(uuid4()), changed()]
    table.tell_soon(events)
    await table.close()
    assert first.told == second.told == events


async def test_one_that_fails_is_tried_again_until_it_succeeds(caplog: pytest.LogCaptureFixture) -> None:
    shaky = Listener(faults=[ConnectionError("secret"), ConnectionError("secret")])
    table, event = Observers({"live": shaky}), changed()
    table.tell_soon([event])
    await table.close()
    assert (shaky.told, shaky.attempts) == ([event], 3)
    assert caplog.messages == ["the observer live failed (ConnectionError); again in 0.0 s"] * 2


async def test_one_that_fails_for_good_is_given_up_for_this_event_only(caplog: pytest.LogCaptureFixture) -> None:
    failing, other = Listener(faults=[ZeroDivisionError() for _ in range(4)]), Listener()
    table, events = Observers({"notify": failing, "other": other}), [changed(), changed()]
    table.tell_soon(events)
    await table.close()
    assert other.told == events
    assert failing.told == events[1:]
    errors = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert [record.getMessage() for record in errors] == [
        "the observer notify failed 4 times and is not told of this event; nothing is lost: the log holds it"
    ]
    assert errors[0].exc_info is not None


async def test_one_that_hangs_delays_nobody_else() -> None:
    slow, quick = Listener(gate=asyncio.Event()), Listener()
    table, events = Observers({"slow": slow, "quick": quick}), [changed(), changed()]
    table.tell_soon(events)
    await comes_true(lambda: quick.told == events)
    assert slow.told == []
    assert slow.gate is not None
    slow.gate.set()
    await table.close()
    assert slow.told == events


async def test_one_that_is_far_behind_is_told_of_no_more_and_takes_no_more_memory(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(observers, "LONGEST_QUEUE", 2)
    slow, quick = Listener(gate=asyncio.Event()), Listener()
    table, events = Observers({"slow": slow, "quick": quick}), [changed() for _ in range(5)]
    for count, event in enumerate(events, start=1):
        table.tell_soon([event])
        await comes_true(lambda: len(quick.told) == count)  # noqa: B023  (it is over before the loop goes on)
    assert slow.gate is not None
    slow.gate.set()
    await table.close()
    assert slow.told == events[:3]
    assert caplog.messages == ["the observer slow is 2 events behind: it is not told of more"]


async def test_at_the_end_nobody_waits_for_one_that_hangs(caplog: pytest.LogCaptureFixture) -> None:
    slow = Listener(gate=asyncio.Event())
    table = Observers({"slow": slow})
    table.tell_soon([changed(), changed()])
    await comes_true(lambda: slow.attempts == 1)
    await table.close(patience=0.01)
    assert slow.told == []
    assert caplog.messages == ["the observer slow was not told of 1 events"]


async def test_the_same_event_waits_once() -> None:
    slow, event, other = Listener(gate=asyncio.Event()), changed(), changed()
    table = Observers({"slow": slow})
    table.tell_soon([other])
    await comes_true(lambda: slow.attempts == 1)
    for _ in range(3):
        table.tell_soon([event])
    assert slow.gate is not None
    slow.gate.set()
    await table.close()
    assert slow.told == [other, event]


async def heard(listening: PubSub) -> object:
    async with asyncio.timeout(30):
        while (message := await listening.get_message(ignore_subscribe_messages=True, timeout=1)) is None:
            pass
    return json.loads(message["data"])


async def test_whoever_has_notifications_is_named_on_redis(app: Application) -> None:
    redis: Redis = app.redis
    async with redis.pubsub() as listening:
        await listening.subscribe(notify.CHANNEL)
        people = (uuid4(), uuid4())
        observer = NotifyObserver(redis)
        await observer.escalation_raised(raised())  # nobody is told of this one
        await observer.escalation_raised(raised(*people))
        assert await heard(listening) == {"organization": str(ORGANIZATION), "users": [str(each) for each in people]}
