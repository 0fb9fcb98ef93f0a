"""Where the feed of events stands."""

import strawberry

from schema.context import Info
from schema.permissions import IsSignedIn, allow


@strawberry.type
class EventQueries:
    @strawberry.field(
        description="Where the feed stands now. Take it before you read a list, and subscribe with it as `after`: then "
        "nothing that happens in between is missed.",
        extensions=[allow(IsSignedIn)],
    )
    async def event_cursor(self, info: Info) -> str | None:
        return await info.context.app.live.cursor(info.context.caller)
