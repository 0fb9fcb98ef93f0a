"""Queries on calendar feeds."""

import strawberry

from schema.context import Info
from schema.permissions import IsSignedIn, MaySeeDirectory, allow
from schema.types.calendar_feeds import CalendarFeed, calendar_feed_of


@strawberry.type
class CalendarFeedQueries:
    @strawberry.field(
        description="Your own calendar feeds, the newest first, revoked ones too.",
        extensions=[allow(IsSignedIn, MaySeeDirectory)],
    )
    async def calendar_feeds(self, info: Info) -> list[CalendarFeed] | None:
        return [calendar_feed_of(row) for row in await info.context.app.calendar_feeds.all(info.context.caller)]
