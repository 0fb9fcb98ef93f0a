"""Mutations on business calendars."""

from datetime import date

import strawberry

from schema import ids
from schema.context import Info
from schema.errors import UserError, mutation
from schema.mutations.incident_inputs import REASON
from schema.permissions import IsSignedIn, MayAdminister
from schema.types.sla import BusinessCalendar, business_calendar_of
from schema.types.weekdays import WeeklyWindowInput, window_draft_of
from siems.services.business_calendars import BusinessCalendarDraft, HolidayDraft

_ERRORS = "Why nothing changed; else empty."
_NAME = "Unique in the organization; one line, at most 100 characters."
_TIME_ZONE = "What its times and days are told in: a name of the IANA database, as Europe/Berlin."
_HOURS = "The hours of the week that count: 1 to 21 windows that do not overlap."
_HOLIDAYS = "All days on which they do not: at most 200."


@strawberry.input(description="A day on which no hour of a calendar counts, by the clocks of its time zone.")
class HolidayInput:
    on: date = strawberry.field(description="Which day, in the years 2000 to 2100; each once.")
    name: str = strawberry.field(description="What it is called: one line, at most 100 characters.")


@strawberry.input(description="A calendar to add.")
class CreateBusinessCalendarInput:
    name: str = strawberry.field(description=_NAME)
    time_zone: str = strawberry.field(description=_TIME_ZONE)
    hours: list[WeeklyWindowInput] = strawberry.field(description=_HOURS)
    holidays: list[HolidayInput] | None = strawberry.field(default=None, description=_HOLIDAYS)


@strawberry.input(description="New values for a calendar; what is absent or null stays as it is.")
class UpdateBusinessCalendarInput:
    business_calendar_id: strawberry.ID = strawberry.field(description="Which calendar.")
    name: str | None = strawberry.field(default=None, description=_NAME)
    time_zone: str | None = strawberry.field(default=None, description=_TIME_ZONE)
    hours: list[WeeklyWindowInput] | None = strawberry.field(default=None, description=_HOURS)
    holidays: list[HolidayInput] | None = strawberry.field(default=None, description=_HOLIDAYS)


@strawberry.input(description="Which calendar to do away with.")
class DeleteBusinessCalendarInput:
    business_calendar_id: strawberry.ID = strawberry.field(description="Which calendar. No policy may count on it.")
    reason: str | None = strawberry.field(default=None, description=REASON)


@strawberry.type
class BusinessCalendarPayload:
    business_calendar: BusinessCalendar | None = strawberry.field(
        default=None, description="The calendar as it is now."
    )
    errors: list[UserError] = strawberry.field(default_factory=list, description=_ERRORS)


@strawberry.type(description="The new calendar, or why there is none.")
class CreateBusinessCalendarPayload(BusinessCalendarPayload):
    pass


@strawberry.type(description="The calendar as it is now, or why nothing changed.")
class UpdateBusinessCalendarPayload(BusinessCalendarPayload):
    pass


@strawberry.type(description="Which calendar is gone, or why nothing changed.")
class DeleteBusinessCalendarPayload:
    deleted_id: strawberry.ID | None = strawberry.field(default=None, description="The id that the calendar had.")
    errors: list[UserError] = strawberry.field(default_factory=list, description=_ERRORS)


@strawberry.type
class BusinessCalendarMutations:
    @mutation(
        CreateBusinessCalendarPayload,
        IsSignedIn,
        MayAdminister,
        description="Adds a calendar for policies to count on.",
    )
    async def create_business_calendar(
        self, info: Info, input: CreateBusinessCalendarInput
    ) -> CreateBusinessCalendarPayload | None:
        calendar = await info.context.app.business_calendars.create(info.context.caller, _draft_of(input))
        return CreateBusinessCalendarPayload(business_calendar=business_calendar_of(calendar))

    @mutation(
        UpdateBusinessCalendarPayload,
        IsSignedIn,
        MayAdminister,
        description="Changes a calendar. Incidents that are not resolved follow it within moments.",
    )
    async def update_business_calendar(
        self, info: Info, input: UpdateBusinessCalendarInput
    ) -> UpdateBusinessCalendarPayload | None:
        id = ids.decode("BusinessCalendar", input.business_calendar_id, "businessCalendarId")
        calendar = await info.context.app.business_calendars.update(info.context.caller, id, _draft_of(input))
        return UpdateBusinessCalendarPayload(business_calendar=business_calendar_of(calendar))

    @mutation(
        DeleteBusinessCalendarPayload,
        IsSignedIn,
        MayAdminister,
        description="Does away with a calendar that no policy counts on.",
    )
    async def delete_business_calendar(
        self, info: Info, input: DeleteBusinessCalendarInput
    ) -> DeleteBusinessCalendarPayload | None:
        id = ids.decode("BusinessCalendar", input.business_calendar_id, "businessCalendarId")
        await info.context.app.business_calendars.delete(info.context.caller, id, input.reason)
        return DeleteBusinessCalendarPayload(deleted_id=input.business_calendar_id)


def _draft_of(input: CreateBusinessCalendarInput | UpdateBusinessCalendarInput) -> BusinessCalendarDraft:
    hours, holidays = input.hours, input.holidays
    return BusinessCalendarDraft(
        name=input.name,
        time_zone=input.time_zone,
        hours=None if hours is None else [window_draft_of(window) for window in hours],
        holidays=None if holidays is None else [HolidayDraft(each.on, each.name) for each in holidays],
    )
