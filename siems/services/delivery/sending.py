"""Sending: what is due is taken in hand, sent outside any transaction, and how it ended is recorded."""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from siems.domain.delivery import (
    Again,
    Channel,
    DeliveryState,
    MessageChannel,
    Outcome,
    Refused,
    Sent,
    WebhookCall,
    WebhookSender,
)
from siems.domain.errors import Busy
from siems.repositories.base import OUTAGES
from siems.repositories.deliveries import Attempt, Waiting
from siems.repositories.unit_of_work import UnitsOfWork
from siems.services.delivery.claims import Claim, Claims, Letter, Taken
from siems.services.delivery.outcomes import Outcomes

AT_ONCE = 20
TO_WEBHOOKS = 8
"""So many of these: people are never kept waiting by machines alone."""
LONGEST_SEND = timedelta(seconds=60)
NOT_SET_UP: Mapping[Channel, str] = {
    Channel.EMAIL: "E-mail is not set up: SIEMS_SMTP_URL and SIEMS_MAIL_FROM.",
    Channel.SMS: "SMS is not set up: SIEMS_SMS_URL.",
    Channel.APP: "Apps are switched off in this worker. No setting is missing: they need none.",
}
"""What an installation lacks that does not send by a channel: names of settings, which anybody may read."""
NO_WEBHOOKS = "Webhooks are switched off in this worker. No setting is missing: they need none."
_LOOKED_AT = 200
_PAUSES = (0.5, 2.0, 5.0)  # seconds before recording is tried again
_LONGEST_RECORD = 20.0
"""Seconds after which a database that says nothing keeps nobody from sending what else there is."""

log = logging.getLogger(__name__)


class DeliveryMeter(Protocol):
    """Counts attempts by what they came to."""

    def delivered(self, to: str, state: str) -> None: ...


@dataclass
class Sending:
    """Safe to run anywhere, any number of times at once, and to be killed at any line."""

    units: UnitsOfWork
    claims: Claims
    outcomes: Outcomes
    channels: Mapping[Channel, MessageChannel]
    webhooks: WebhookSender | None
    meter: DeliveryMeter
    longest: timedelta = LONGEST_SEND
    _under_way: dict[asyncio.Task[None], str] = field(default_factory=dict)
    _starting: asyncio.Lock = field(default_factory=asyncio.Lock)
    _begun: int = 0
    _stopped: bool = False

    async def start(self) -> int:
        """Begins to send what is due, as much as goes at once, and does not wait for its end; how much that is."""
        async with self._starting:
            await self._recover()
            before = self._begun
            while self._has_room() and await self._start_some():
                pass
            return self._begun - before

    async def run(self) -> None:
        """Sends all that is due, and waits for its end."""
        while await self.start() or self._under_way:
            if self._under_way:
                await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)

    async def stop(self, patience: timedelta) -> None:
        """Begins nothing more meanwhile. What is still being sent when `patience` is over is cut off, and sent again
        once its lease is over."""
        if not self._under_way:
            return
        self._stopped = True
        _, unfinished = await asyncio.wait(self._under_way, timeout=patience.total_seconds())
        for task in unfinished:
            task.cancel()
        if unfinished:
            log.warning("%d messages were cut off in mid-send and will be sent again", len(unfinished))
            await asyncio.wait(unfinished)
        self._stopped = False

    async def _recover(self) -> None:
        async with self.units.across_organizations() as work:
            lost = await work.delivery_queue.lost(_LOOKED_AT)
        for attempt in lost:
            log.warning("message %s was lost in mid-send, and is sent again", attempt.message_id)
            await self._end_safely(attempt)

    async def _end_safely(self, lost: Attempt) -> None:
        """A fault in one place keeps nobody else waiting. Raises OUTAGES only."""
        try:
            self._count(lost, await self.outcomes.lost(lost))
        except Busy:
            return
        except OUTAGES:
            raise
        except Exception:
            log.exception("the delivery of message %s could not be ended; it is looked at again later", lost.message_id)
            await self.claims.leave(lost)

    async def _start_some(self) -> bool:
        """Whether it came to anything, so that there may be more."""
        async with self.units.across_organizations() as work:
            due = await work.delivery_queue.due(_LOOKED_AT)
        done = False
        for waiting in due:
            kind = "webhook" if waiting.webhook_id is not None else "person"
            if self._has_room(kind):
                taken = await self._take_safely(waiting)
                if taken.claim is not None:
                    self._begin(kind, waiting, taken.claim)
                done |= taken != Taken()
        return done

    def _has_room(self, kind: str = "person") -> bool:
        busy = Counter(self._under_way.values())
        webhooks_may = kind == "person" or busy["webhook"] < TO_WEBHOOKS
        return not self._stopped and busy.total() < AT_ONCE and webhooks_may

    async def _take_safely(self, waiting: Waiting) -> Taken:
        """A fault in one place keeps nobody else waiting. Raises OUTAGES only."""
        try:
            return await self._take(waiting)
        except Busy:
            return Taken()
        except OUTAGES:
            raise
        except Exception:
            log.exception("what is due by %s could not be taken in hand", waiting)
            await self.claims.put_off(waiting)
            return Taken()

    async def _take(self, waiting: Waiting) -> Taken:
        taken = await self.claims.take(waiting)
        if taken.unreachable:
            await self.outcomes.unreachable(waiting.organization_id, taken.unreachable, taken.why)
        return taken

    def _begin(self, kind: str, waiting: Waiting, claim: Claim) -> None:
        task = asyncio.create_task(self._send_on_and_on(waiting, claim), name=f"message {claim.attempt.message_id}")
        self._under_way[task] = kind
        self._begun += 1
        task.add_done_callback(self._end)

    def _end(self, task: asyncio.Task[None]) -> None:
        del self._under_way[task]
        error = None if task.cancelled() else task.exception()
        if isinstance(error, (Busy, *OUTAGES)):
            log.warning("how %s ended could not be recorded (%s); it is sent again later", task.get_name(), error)
        elif error is not None:
            log.error("%s could not be dealt with; it is sent again later", task.get_name(), exc_info=error)

    async def _send_on_and_on(self, waiting: Waiting, claim: Claim | None) -> None:
        """This one, and then what has come up for the same contact method or webhook."""
        while claim is not None:
            outcome = await self._send(claim)
            self._count(claim.attempt, await self._recorded(claim.attempt, outcome))
            claim = None if self._stopped else await self._next(waiting)

    async def _next(self, waiting: Waiting) -> Claim | None:
        try:
            async with asyncio.timeout(_LONGEST_RECORD):
                return (await self._take_safely(waiting)).claim
        except OUTAGES:
            return None  # what has come up is found by whoever begins next

    async def _send(self, claim: Claim) -> Outcome:
        """Raises nothing but CancelledError, however the channel behaves."""
        if isinstance(claim.goes_out, Sent | Again | Refused):
            return claim.goes_out
        try:
            async with asyncio.timeout(self.longest.total_seconds()):
                return await self._handed(claim.goes_out)
        except TimeoutError:
            return Again(f"No answer within {self.longest.total_seconds():.0f} s; it may have arrived.")
        except Exception as error:
            log.exception("sending message %s failed", claim.attempt.message_id)
            return Again(f"Sending failed: {type(error).__name__}.")

    async def _handed(self, goes_out: Letter | WebhookCall) -> Outcome:
        if isinstance(goes_out, WebhookCall):
            if self.webhooks is None:
                return Refused(NO_WEBHOOKS)
            return await self.webhooks.call(goes_out, int(time.time()))
        channel = self.channels.get(goes_out.channel)
        if channel is None:
            return Refused(NOT_SET_UP[goes_out.channel])
        return await channel.send(goes_out.address, goes_out.message)

    async def _recorded(self, attempt: Attempt, outcome: Outcome) -> DeliveryState | None:
        """Tried again while PostgreSQL is away, but not for longer than somebody else would leave it to us."""
        return await _persisting(lambda: self.outcomes.record(attempt, outcome))

    def _count(self, attempt: Attempt, state: DeliveryState | None) -> None:
        if state is not None:
            self.meter.delivered(attempt.to, "RETRIED" if state is DeliveryState.PENDING else state.value)


async def _persisting(work: Callable[[], Awaitable[DeliveryState | None]]) -> DeliveryState | None:
    for seconds in _PAUSES:
        with suppress(Busy, *OUTAGES):
            async with asyncio.timeout(_LONGEST_RECORD):
                return await work()
        await asyncio.sleep(seconds)
    async with asyncio.timeout(_LONGEST_RECORD):
        return await work()
