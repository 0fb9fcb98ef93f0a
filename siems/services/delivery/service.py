"""What the worker calls, and how much there is to do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from siems.domain.delivery import Channel, Links, MessageChannel, Sealer, WebhookSender
from siems.domain.delivery_timing import Limit
from siems.repositories.deliveries import Backlog
from siems.repositories.unit_of_work import UnitsOfWork
from siems.services.delivery.claims import Claims
from siems.services.delivery.outcomes import Outcomes
from siems.services.delivery.sending import LONGEST_SEND, DeliveryMeter, Sending

__all__ = ["Backlog", "DeliveryService", "Outlets"]


@dataclass(frozen=True)
class Outlets:
    """By what SIEMS reaches people and machines. What is not there fails at once, and says what is not set up."""

    channels: Mapping[Channel, MessageChannel] = field(default_factory=dict)
    webhooks: WebhookSender | None = None
    links: Links | None = None
    limit: Limit = field(default_factory=Limit)


class DeliveryService:
    """Delivers what is owed, at least once, by any number of workers side by side."""

    def __init__(
        self,
        units: UnitsOfWork,
        outlets: Outlets,
        sealer: Sealer,
        public_url: str,
        meter: DeliveryMeter,
        dice: Random | None = None,
        longest: timedelta = LONGEST_SEND,
    ) -> None:
        self._units = units
        claims = Claims(units, sealer, outlets.links, public_url, outlets.limit)
        outcomes = Outcomes(units, dice or Random())
        self._sending = Sending(units, claims, outcomes, outlets.channels, outlets.webhooks, meter, longest)

    async def start(self) -> int:
        """Begins to send what is due, and does not wait until it is sent. For the worker: again and again."""
        return await self._sending.start()

    async def run(self) -> None:
        """Sends all that is due now, and waits until it has ended."""
        await self._sending.run()

    async def stop(self, patience: timedelta) -> None:
        """Begins nothing more; what is being sent has `patience` to end."""
        await self._sending.stop(patience)

    async def backlog(self) -> Backlog:
        """What should have been sent by now, in all organizations."""
        async with self._units.across_organizations() as work:
            return await work.delivery_queue.backlog()
