"""Queries on service levels: the policies, their calendars, and what a time comes to."""

from datetime import datetime
from typing import Annotated

import strawberry

from schema import ids
from schema.context import Info
from schema.moments import in_utc
from schema.permissions import IsSignedIn, MaySeeDirectory, allow
from schema.types.sla import BusinessCalendar, SlaDueTimes, SlaPolicy, business_calendar_of, sla_policy_of

_OPEN = (IsSignedIn, MaySeeDirectory)
_FROM = "When it begins to count; null: now."
_CALENDAR = "Whose hours count; null: all hours."


@strawberry.type
class SlaQueries:
    @strawberry.field(description="All SLA policies in the order of their names.", extensions=[allow(*_OPEN)])
    async def sla_policies(self, info: Info) -> list[SlaPolicy] | None:
        return [sla_policy_of(row) for row in await info.context.app.sla_policies.all(info.context.caller)]

    @strawberry.field(description="All business calendars in the order of their names.", extensions=[allow(*_OPEN)])
    async def business_calendars(self, info: Info) -> list[BusinessCalendar] | None:
        calendars = info.context.app.business_calendars
        return [business_calendar_of(row) for row in await calendars.all(info.context.caller)]

    @strawberry.field(
        description="What a time to respond or to resolve comes to, for whoever thinks of promising it.",
        extensions=[allow(*_OPEN)],
    )
    async def sla_due_times(
        self,
        info: Info,
        minutes: Annotated[int, strawberry.argument(description="How long: 1 to 525,600.")],
        calendar_id: Annotated[strawberry.ID | None, strawberry.argument(description=_CALENDAR)] = None,
        from_: Annotated[datetime | None, strawberry.argument(name="from", description=_FROM)] = None,
    ) -> SlaDueTimes | None:
        since, calendar = in_utc(from_, "from"), ids.decode_optional("BusinessCalendar", calendar_id, "calendarId")
        found = await info.context.app.sla_policies.due_times(info.context.caller, minutes, since, calendar)
        return SlaDueTimes(due_at=found.due_at, at_risk_at=found.at_risk_at)
