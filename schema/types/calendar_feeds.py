"""Calendar feeds as the API shows them."""

from datetime import datetime
from uuid import UUID

import strawberry

from schema import ids
from schema.context import Info
from schema.types.on_call import OnCallSchedule, load_on_call_schedule
from siems import models


@strawberry.type(description="Where a calendar program reads shifts. Its address is a secret, shown only once.")
class CalendarFeed:
    id: strawberry.ID = strawberry.field(description="For revoking it.")
    created_at: datetime = strawberry.field(description="When it was made.")
    last_used_at: datetime | None = strawberry.field(description="When it was last read, to the minute.")
    revoked_at: datetime | None = strawberry.field(description="When it ended, if it did.")
    schedule_id: strawberry.Private[UUID | None]

    @strawberry.field(description="Whose shifts it shows; null: one's own, in all schedules.")
    async def schedule(self, info: Info) -> OnCallSchedule | None:
        return await load_on_call_schedule(info, self.schedule_id)


def calendar_feed_of(row: models.CalendarFeed) -> CalendarFeed:
    return CalendarFeed(
        id=ids.encode("CalendarFeed", row.id),
        created_at=row.created_at,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
        schedule_id=row.schedule_id,
    )
