"""Mutations on calendar feeds."""

import strawberry

from schema import ids
from schema.context import Info
from schema.errors import UserError, mutation
from schema.permissions import IsSignedIn, MaySeeDirectory
from schema.types.calendar_feeds import CalendarFeed, calendar_feed_of


@strawberry.input(description="What a calendar shall show.")
class CreateCalendarFeedInput:
    schedule_id: strawberry.ID | None = strawberry.field(
        default=None, description="Everybody's shifts in this schedule, and its gaps; null: your own shifts in all."
    )


@strawberry.input(description="Which calendar feed to end.")
class RevokeCalendarFeedInput:
    calendar_feed_id: strawberry.ID = strawberry.field(description="Which feed.")
    reason: str | None = strawberry.field(default=None, description="Why, for the log; at most 1,000 characters.")


@strawberry.type
class CalendarFeedPayload:
    calendar_feed: CalendarFeed | None = strawberry.field(default=None, description="The feed as it is now.")
    errors: list[UserError] = strawberry.field(default_factory=list, description="Why nothing changed; else empty.")


@strawberry.type(description="The new feed with its address, or why there is none.")
class CreateCalendarFeedPayload(CalendarFeedPayload):
    url: str | None = strawberry.field(
        default=None, description="The whole address, for a calendar program. It is a secret, and shown only here."
    )


@strawberry.type(description="The feed as it is now, or why nothing changed.")
class RevokeCalendarFeedPayload(CalendarFeedPayload):
    pass


@strawberry.type
class CalendarFeedMutations:
    @mutation(
        CreateCalendarFeedPayload, IsSignedIn, MaySeeDirectory, description="Makes a feed for a calendar program."
    )
    async def create_calendar_feed(
        self, info: Info, input: CreateCalendarFeedInput
    ) -> CreateCalendarFeedPayload | None:
        id = ids.decode_optional("OnCallSchedule", input.schedule_id, "scheduleId")
        issued = await info.context.app.calendar_feeds.create(info.context.caller, id)
        return CreateCalendarFeedPayload(calendar_feed=calendar_feed_of(issued.row), url=issued.url)

    @mutation(RevokeCalendarFeedPayload, IsSignedIn, MaySeeDirectory, description="Ends a feed at once and for ever.")
    async def revoke_calendar_feed(
        self, info: Info, input: RevokeCalendarFeedInput
    ) -> RevokeCalendarFeedPayload | None:
        id = ids.decode("CalendarFeed", input.calendar_feed_id, "calendarFeedId")
        feed = await info.context.app.calendar_feeds.revoke(info.context.caller, id, input.reason)
        return RevokeCalendarFeedPayload(calendar_feed=calendar_feed_of(feed))
