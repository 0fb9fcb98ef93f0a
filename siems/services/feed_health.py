"""How far the feed is behind what has been committed, and whose open transaction that is due to."""

from dataclasses import dataclass

from siems.repositories.feed import FeedHolder
from siems.repositories.unit_of_work import UnitsOfWork

TOLERABLE_SECONDS = 10.0


@dataclass(frozen=True)
class FeedDelay:
    """How long the first entry has waited that nobody can read yet, and the oldest write transaction that is open."""

    seconds: float
    holder: FeedHolder | None

    @property
    def is_tolerable(self) -> bool:
        """False also if nothing waits yet that would have to."""
        held = self.holder.seconds if self.holder is not None else None
        return max(self.seconds, held or 0.0) <= TOLERABLE_SECONDS


class FeedHealth:
    """For health checks and `siems doctor`."""

    def __init__(self, units: UnitsOfWork) -> None:
        self._units = units

    async def lag(self) -> float:
        """For how many seconds the first entry has waited that is committed and not readable yet."""
        async with self._units.across_organizations() as work:
            return await work.feed.lag()

    async def delay(self) -> FeedDelay:
        """The lag, and who causes it."""
        async with self._units.across_organizations() as work:
            return FeedDelay(await work.feed.lag(), await work.feed.holder())
