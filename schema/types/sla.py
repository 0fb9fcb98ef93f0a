"""Service levels as the API shows them."""

from datetime import date, datetime
from uuid import UUID

import strawberry

from schema import ids
from schema.context import Info
from schema.types.enums import Severity, SlaState
from schema.types.nodes import Node
from schema.types.organizations import Service, service_of
from schema.types.weekdays import WeeklyWindow, weekly_windows_of
from siems import models
from siems.domain.hours import WeeklyHours
from siems.domain.sla import SlaTarget
from siems.services import sla_tracking


@strawberry.type(description="A day on which no hour of a calendar counts, by the clocks of its time zone.")
class Holiday:
    on: date = strawberry.field(description="Which day.")
    name: str = strawberry.field(description="What it is called.")


@strawberry.type(description="The hours that service levels count on.")
class BusinessCalendar(Node):
    name: str = strawberry.field(description="Unique in the organization.")
    time_zone: str = strawberry.field(description="What its times and days are told in: Europe/Berlin.")
    hours: list[WeeklyWindow] = strawberry.field(description="The hours of the week that count.")
    holidays: list[Holiday] = strawberry.field(description="The days on which they do not, in order.")
    created_at: datetime = strawberry.field(description="When it was added.")


@strawberry.type(description="A promise of how fast incidents are dealt with.")
class SlaPolicy(Node):
    name: str = strawberry.field(description="Unique in the organization.")
    severities: list[Severity] = strawberry.field(description="For incidents of any of these; empty: of all.")
    respond_minutes: int | None = strawberry.field(description="Until work begins; null: that is not promised.")
    resolve_minutes: int | None = strawberry.field(description="Until it is resolved; null: that is not promised.")
    created_at: datetime = strawberry.field(description="When it was added; of several as precise the oldest counts.")
    service_ids: strawberry.Private[list[UUID]]
    calendar_id: strawberry.Private[UUID | None]

    @strawberry.field(description="For incidents about any of these; empty: about anything or nothing.")
    async def services(self, info: Info) -> list[Service]:
        rows = await info.context.loaders.services.load_many(self.service_ids)
        return [service_of(row) for row in rows if row is not None]

    @strawberry.field(description="Whose hours it counts; null: all hours.")
    async def calendar(self, info: Info) -> BusinessCalendar | None:
        return await load_business_calendar(info, self.calendar_id)


@strawberry.type(description="What a time to respond or to resolve comes to.")
class SlaDueTimes:
    due_at: datetime = strawberry.field(description="When it has passed.")
    at_risk_at: datetime = strawberry.field(description="When 80 % of it have.")


@strawberry.type(description="Something that a service level promises for an incident.")
class SlaPromise:
    due_at: datetime = strawberry.field(description="Until when it is to be done.")
    at_risk_at: datetime = strawberry.field(description="When 80 % of the time has passed.")
    state: SlaState = strawberry.field(description="How it stands, as the incident's log says.")


@strawberry.type(description="What service levels promise for an incident.")
class IncidentSla:
    state: SlaState = strawberry.field(description="The worse of the two.")
    respond: SlaPromise | None = strawberry.field(description="That work begins.")
    resolve: SlaPromise | None = strawberry.field(description="That it is resolved.")
    policy_id: strawberry.Private[UUID | None]

    @strawberry.field(description="The policy that counts for it; null if it was deleted since, or is not for you.")
    async def policy(self, info: Info) -> SlaPolicy | None:
        return await load_sla_policy(info, self.policy_id)


def sla_policy_of(row: models.SlaPolicy) -> SlaPolicy:
    return SlaPolicy(
        id=ids.encode("SlaPolicy", row.id),
        name=row.name,
        severities=[Severity[name] for name in row.severities],
        respond_minutes=row.respond_minutes,
        resolve_minutes=row.resolve_minutes,
        created_at=row.created_at,
        service_ids=[UUID(id) for id in row.service_ids],
        calendar_id=row.calendar_id,
    )


def business_calendar_of(row: models.BusinessCalendar) -> BusinessCalendar:
    return BusinessCalendar(
        id=ids.encode("BusinessCalendar", row.id),
        name=row.name,
        time_zone=row.time_zone,
        hours=weekly_windows_of(WeeklyHours.read(row.hours).windows),
        holidays=[Holiday(on=date.fromisoformat(each["on"]), name=each["name"]) for each in row.holidays],
        created_at=row.created_at,
    )


async def load_sla_policy(info: Info, id: UUID | None) -> SlaPolicy | None:
    row = None if id is None else await info.context.loaders.sla_policies.load(id)
    return None if row is None else sla_policy_of(row)


async def load_business_calendar(info: Info, id: UUID | None) -> BusinessCalendar | None:
    row = None if id is None else await info.context.loaders.business_calendars.load(id)
    return None if row is None else business_calendar_of(row)


def incident_sla_of(row: models.Incident) -> IncidentSla | None:
    if row.sla is None:
        return None
    return IncidentSla(
        state=row.sla,
        respond=_promise(SlaTarget.RESPOND, row),
        resolve=_promise(SlaTarget.RESOLVE, row),
        policy_id=row.sla_policy_id,
    )


def _promise(target: SlaTarget, row: models.Incident) -> SlaPromise | None:
    if (state := sla_tracking.state_of(target, row)) is None:
        return None
    return SlaPromise(
        due_at=sla_tracking.due_at(target, row), at_risk_at=sla_tracking.at_risk_at(target, row), state=state
    )
