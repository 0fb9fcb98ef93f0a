"""What becomes of an attempt: sent, tried again later, or given up with all that follows from it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from random import Random
from uuid import UUID

from siems.domain.delivery import Again, DeliveryState, Outcome, Refused, Sent
from siems.domain.delivery_timing import GIVES_WAY_AFTER, MOST_ATTEMPTS, WEBHOOK_PATIENCE, pause
from siems.repositories.deliveries import Attempt
from siems.repositories.unit_of_work import UnitOfWork, UnitsOfWork
from siems.services.delivery.unreached import end_unreached

IN_MID_SEND = "The worker ended in mid-send; it may have arrived."
_BATCH = 25
"""Failed pages in one transaction, each of which may escalate an incident."""


@dataclass(frozen=True)
class Outcomes:
    """Records how attempts ended. What it cannot record, the end of the lease will say."""

    units: UnitsOfWork
    dice: Random

    async def record(self, attempt: Attempt, outcome: Outcome) -> DeliveryState | None:
        """The state that the deliveries of the attempt are in now; None if the attempt had ended before."""
        async with self.units.of(attempt.organization_id) as work:
            match outcome:
                case Sent():
                    return DeliveryState.SENT if await work.deliveries.sent(attempt) else None
                case Again() if not await self._is_the_last(work, attempt):
                    at = work.now + pause(attempt.number, self.dice, outcome.after)
                    return await self._again(work, attempt, outcome.reason, at)
        return await self._failed(attempt, outcome)

    async def lost(self, attempt: Attempt) -> DeliveryState | None:
        """Whoever made the attempt has ended in mid-send: it is made again at once, with the same id."""
        async with self.units.of(attempt.organization_id) as work:
            if not await self._is_the_last(work, attempt):
                return await self._again(work, attempt, IN_MID_SEND, work.now)
        return await self._failed(attempt, Refused(IN_MID_SEND))

    async def unreachable(self, organization_id: UUID, ids: Collection[UUID], reason: str) -> None:
        """Cancels what waits for somebody, or a contact method, that is gone."""
        left = list(ids)
        while left:
            batch, left = left[:_BATCH], left[_BATCH:]
            async with self.units.of(organization_id) as work:
                await work.users.keep_in_office()  # before all other locks: see there
                await end_unreached(work, await work.deliveries.pending(batch), DeliveryState.CANCELLED, reason)

    async def _again(self, work: UnitOfWork, attempt: Attempt, reason: str, at: datetime) -> DeliveryState | None:
        told = await work.deliveries.again(attempt, reason, at)
        if attempt.number >= GIVES_WAY_AFTER and told:
            await work.deliveries.bring_forward(told)
        return DeliveryState.PENDING

    async def _is_the_last(self, work: UnitOfWork, attempt: Attempt) -> bool:
        if attempt.to != "WEBHOOK":
            return attempt.number >= MOST_ATTEMPTS
        row = await work.deliveries.webhook_of(attempt)
        return row is not None and work.now - row.created_at >= WEBHOOK_PATIENCE

    async def _failed(self, attempt: Attempt, outcome: Outcome) -> DeliveryState | None:
        """Gives it up, in short transactions: what is left when one is cut off is found by the end of the lease."""
        reason = outcome.reason if isinstance(outcome, Again | Refused) else ""
        if attempt.to == "WEBHOOK":
            return await self._failed_call(attempt, reason)
        done = 0
        while True:
            async with self.units.of(attempt.organization_id) as work:
                await work.users.keep_in_office()  # before all other locks: see there
                rows = await work.deliveries.in_hand(attempt, _BATCH)
                await end_unreached(work, rows, DeliveryState.FAILED, reason)
            done += len(rows)
            if len(rows) < _BATCH:
                return DeliveryState.FAILED if done else None

    async def _failed_call(self, attempt: Attempt, reason: str) -> DeliveryState | None:
        """What has waited behind it for as long has no better chance."""
        async with self.units.of(attempt.organization_id) as work:
            row = await work.deliveries.webhook_of(attempt)
            if row is None:
                return None
            await work.deliveries.failed(attempt, reason)
            if row.webhook_id is not None and (old := work.now - WEBHOOK_PATIENCE) >= row.created_at:
                await work.deliveries.end_for_webhook(row.webhook_id, DeliveryState.FAILED, reason, old)
        return DeliveryState.FAILED
