"""Queries on on-call schedules, and who is on call."""

from datetime import datetime

import strawberry

from schema import ids
from schema.context import Info
from schema.moments import in_utc
from schema.permissions import IsSignedIn, MaySeeDirectory, allow
from schema.types.on_call import OnCallDuty, OnCallSchedule, duty_of, on_call_schedule_of

_PEOPLE = (IsSignedIn, MaySeeDirectory)


@strawberry.type
class OnCallQueries:
    @strawberry.field(
        description="All on-call schedules, or those of a team, in the order of their names.",
        extensions=[allow(*_PEOPLE)],
    )
    async def on_call_schedules(self, info: Info, team_id: strawberry.ID | None = None) -> list[OnCallSchedule] | None:
        id = ids.decode_optional("Team", team_id, "teamId")
        rows = await info.context.app.on_call_schedules.all(info.context.caller, id)
        return [on_call_schedule_of(row) for row in rows]

    @strawberry.field(
        description="Who is on call for a team at a moment (null: now): one entry for each of its schedules.",
        extensions=[allow(*_PEOPLE)],
    )
    async def on_call(self, info: Info, team_id: strawberry.ID, at: datetime | None = None) -> list[OnCallDuty] | None:
        id = ids.decode("Team", team_id, "teamId")
        duties = await info.context.app.on_call.duties(info.context.caller, id, in_utc(at, "at"))
        return [duty_of(duty) for duty in duties]
