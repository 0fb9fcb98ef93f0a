"""The feed of one organization, as the database has it."""

import asyncio
from uuid import UUID

from siems.bootstrap import Application
from siems.domain.cursors import FeedPosition
from siems.models import IncidentLog

PATIENCE = 60


async def whole_feed(app: Application, organization_id: UUID) -> list[IncidentLog]:
    """All entries, in the feed's order, once nothing holds any of them back any more."""
    async with asyncio.timeout(PATIENCE):
        while True:
            async with app.units.across_organizations() as work:
                [row] = await work.rows(
                    "SELECT count(*) AS written FROM incident_log WHERE organization_id = $1", organization_id
                )
                found = await work.feed.after(FeedPosition(), 100_000, organization_id)
            if len(found) == row["written"]:
                return [entry for _, entry in found]
            await asyncio.sleep(0.1)
