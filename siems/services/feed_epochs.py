"""Noticing that the database is in another cluster than before, where transaction ids mean something else."""

import logging

from siems.domain.cursors import FeedEpoch
from siems.domain.errors import Busy
from siems.repositories.unit_of_work import UnitsOfWork

log = logging.getLogger(__name__)


class FeedEpochs:
    """Every process asks when it starts, before it writes anything. Whoever follows the feed asks now and then."""

    def __init__(self, units: UnitsOfWork) -> None:
        self._units = units

    async def current(self) -> FeedEpoch:
        """The epoch of this database in this cluster. Begins one if the newest is of another, or if there is none.

        Of any number who ask at once one begins it. It waits for write transactions that are open in the logs.
        """
        async with self._units.across_organizations() as work:
            if (epoch := await work.feed_epochs.of_this_cluster()) is not None:
                return epoch
        while True:
            try:
                return await self._begin()
            except Busy:
                log.warning("A new epoch of the feed waits for write transactions to end.")

    async def _begin(self) -> FeedEpoch:
        # A transaction of its own: one that had read the logs already could only wait for others that had as well.
        async with self._units.across_organizations() as work:
            await work.feed_epochs.hold_the_logs()
            if (begun_by_another := await work.feed_epochs.of_this_cluster()) is not None:
                return begun_by_another
            epoch = await work.feed_epochs.begin()
        before = "" if epoch.epoch == 1 else ": cursors from before are expired"
        log.info("Epoch %d of the feed has begun%s.", epoch.epoch, before)
        return epoch
