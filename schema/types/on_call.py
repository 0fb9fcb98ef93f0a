"""On-call schedules as the API shows them, and who is on call."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from schema import ids
from schema.context import Info
from schema.moments import in_utc
from schema.types import users as people  # teams show their schedules: each of the two modules knows the other
from schema.types.enums import RotationUnit
from schema.types.nodes import Node
from schema.types.weekdays import WeeklyWindow, weekly_windows_of
from siems import models
from siems.domain import on_call as domain
from siems.services.on_call import Duty, Period
from siems.services.on_call_schedules import schedule_of

if TYPE_CHECKING:
    from schema.types.users import Team, User

LazyUser = Annotated["User", strawberry.lazy("schema.types.users")]
LazyTeam = Annotated["Team", strawberry.lazy("schema.types.users")]
FROM = Annotated[
    datetime | None, strawberry.argument(name="from", description="From this moment on; null: from now on.")
]
TO = Annotated[
    datetime | None,
    strawberry.argument(name="to", description="Until before this moment, at most 366 days later; null: two weeks."),
]


@strawberry.type(description="How the people of a layer take turns. Handoffs keep their hour when the clocks change.")
class Rotation:
    unit: RotationUnit = strawberry.field(description="What the length of a turn is counted in.")
    length: int = strawberry.field(description="How many of them a turn lasts.")
    starts_on: date = strawberry.field(description="The day of the first handoff; before it nobody has a turn.")
    handoff_time: str = strawberry.field(description='The time of day of the first handoff, as "09:00".')


@strawberry.type(description="People who take turns, asked if nobody above them is there.")
class OnCallLayer:
    name: str = strawberry.field(description="What it is called.")
    rotation: Rotation = strawberry.field(description="How they take turns.")
    hours: list[WeeklyWindow] | None = strawberry.field(description="When the layer counts; null: at all hours.")
    participant_ids: strawberry.Private[Sequence[UUID]]

    @strawberry.field(description="Who takes turns, in this order; the deactivated too, whose turns nobody else has.")
    async def participants(self, info: Info) -> list[LazyUser]:
        return await people.load_users(info, list(self.participant_ids))


@strawberry.type(description="That somebody is on call for a time, whatever the layers say.")
class OnCallOverride:
    id: strawberry.ID = strawberry.field(description="For removing it.")
    starts_at: datetime = strawberry.field(description="From this moment on.")
    ends_at: datetime = strawberry.field(description="Until before this moment.")
    created_at: datetime = strawberry.field(description="When it was added: the newest counts.")
    user_id: strawberry.Private[UUID]
    created_by_id: strawberry.Private[UUID]

    @strawberry.field(description="Who is on call.")
    async def user(self, info: Info) -> LazyUser | None:
        return await people.load_user(info, self.user_id)

    @strawberry.field(description="Who added it.")
    async def created_by(self, info: Info) -> LazyUser | None:
        return await people.load_user(info, self.created_by_id)


@strawberry.type(description="That one person is on call, through a layer or through an override.")
class OnCallShift:
    starts_at: datetime = strawberry.field(description="From this moment on.")
    ends_at: datetime = strawberry.field(description="Until before this moment.")
    layer: OnCallLayer | None = strawberry.field(description="The layer; null for an override.")
    user_id: strawberry.Private[UUID]
    override_id: strawberry.Private[UUID | None]

    @strawberry.field(description="Who is on call.")
    async def user(self, info: Info) -> LazyUser | None:
        return await people.load_user(info, self.user_id)

    @strawberry.field(description="The override; null for a layer.")
    async def override(self, info: Info) -> OnCallOverride | None:
        row = None if self.override_id is None else await info.context.loaders.on_call_overrides.load(self.override_id)
        return None if row is None else on_call_override_of(row)


@strawberry.type(description="That nobody is on call.")
class OnCallGap:
    starts_at: datetime = strawberry.field(description="From this moment on.")
    ends_at: datetime = strawberry.field(description="Until before this moment.")
    away_ids: strawberry.Private[Sequence[UUID]]

    @strawberry.field(description="Who would be on call, and is absent or deactivated.")
    async def away(self, info: Info) -> list[LazyUser]:
        return await people.load_users(info, list(self.away_ids))


@strawberry.type(description="Who of a team is on call when: one person at a time.")
class OnCallSchedule(Node):
    name: str = strawberry.field(description="Unique in the organization.")
    time_zone: str = strawberry.field(description="What its times are told in, as Europe/Berlin.")
    created_at: datetime = strawberry.field(description="When it was added.")
    layers: list[OnCallLayer] = strawberry.field(description="Who is asked, the uppermost layer first.")
    team_id: strawberry.Private[UUID]
    uuid: strawberry.Private[UUID]

    @strawberry.field(description="Whose schedule it is.")
    async def team(self, info: Info) -> LazyTeam | None:
        return await people.load_team(info, self.team_id)

    @strawberry.field(description="The overrides that touch this time, the newest first.")
    async def overrides(self, info: Info, start: FROM = None, end: TO = None) -> list[OnCallOverride]:
        rows = await info.context.loaders.overrides_within.load((self.uuid, _period(start, end)))
        return [on_call_override_of(row) for row in rows or ()]

    @strawberry.field(description="Who is on call in this time, cut off at its ends.")
    async def shifts(self, info: Info, start: FROM = None, end: TO = None) -> list[OnCallShift]:
        found = await info.context.loaders.timelines.load((self.uuid, _period(start, end)))
        return [self._shift(shift) for shift in (found.shifts if found else ())]

    @strawberry.field(description="When nobody is on call in this time, cut off at its ends.")
    async def gaps(self, info: Info, start: FROM = None, end: TO = None) -> list[OnCallGap]:
        found = await info.context.loaders.timelines.load((self.uuid, _period(start, end)))
        return [
            OnCallGap(starts_at=gap.span.start, ends_at=gap.span.end, away_ids=gap.away)
            for gap in (found.gaps if found else ())
        ]

    def _shift(self, shift: domain.Shift) -> OnCallShift:
        return OnCallShift(
            starts_at=shift.span.start,
            ends_at=shift.span.end,
            layer=None if shift.layer is None else self.layers[shift.layer],
            user_id=shift.user_id,
            override_id=shift.override_id,
        )


@strawberry.type(description="Who is on call through a schedule at a moment, if anybody is.")
class OnCallDuty:
    schedule: OnCallSchedule = strawberry.field(description="Through which schedule.")
    since: datetime | None = strawberry.field(description="When it began; null: more than 31 days before.")
    until: datetime | None = strawberry.field(description="When it ends; null: more than 31 days later.")
    layer: OnCallLayer | None = strawberry.field(description="Through which layer, if it is one.")
    override: OnCallOverride | None = strawberry.field(description="Through which override, if it is one.")
    user_id: strawberry.Private[UUID | None]
    away_ids: strawberry.Private[Sequence[UUID]]

    @strawberry.field(description="Who is on call; null: nobody.")
    async def user(self, info: Info) -> LazyUser | None:
        return await people.load_user(info, self.user_id)

    @strawberry.field(description="If nobody is: who would be, and is absent or deactivated.")
    async def away(self, info: Info) -> list[LazyUser]:
        return await people.load_users(info, list(self.away_ids))


def on_call_schedule_of(row: models.OnCallSchedule) -> OnCallSchedule:
    return OnCallSchedule(
        id=ids.encode("OnCallSchedule", row.id),
        name=row.name,
        time_zone=row.time_zone,
        created_at=row.created_at,
        layers=[_layer(layer) for layer in schedule_of(row).layers],
        team_id=row.team_id,
        uuid=row.id,
    )


def _layer(layer: domain.Layer) -> OnCallLayer:
    rotation = layer.rotation
    return OnCallLayer(
        name=layer.name,
        rotation=Rotation(
            unit=RotationUnit(rotation.unit),
            length=rotation.length,
            starts_on=rotation.starts_at.date(),
            handoff_time=f"{rotation.starts_at:%H:%M}",
        ),
        hours=None if layer.hours is None else weekly_windows_of(layer.hours.windows),
        participant_ids=rotation.participants,
    )


def on_call_override_of(row: models.OnCallOverride) -> OnCallOverride:
    return OnCallOverride(
        id=ids.encode("OnCallOverride", row.id),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        created_at=row.created_at,
        user_id=row.user_id,
        created_by_id=row.created_by_id,
    )


def duty_of(duty: Duty) -> OnCallDuty:
    schedule, found = on_call_schedule_of(duty.row), duty.found
    shift = found if isinstance(found, domain.Shift) else None
    return OnCallDuty(
        schedule=schedule,
        since=duty.since,
        until=duty.until,
        layer=None if shift is None or shift.layer is None else schedule.layers[shift.layer],
        override=None if duty.override is None else on_call_override_of(duty.override),
        user_id=None if shift is None else shift.user_id,
        away_ids=found.away if isinstance(found, domain.Gap) else (),
    )


async def load_on_call_schedule(info: Info, id: UUID | None) -> OnCallSchedule | None:
    row = None if id is None else await info.context.loaders.on_call_schedules.load(id)
    return None if row is None else on_call_schedule_of(row)


def _period(start: datetime | None, end: datetime | None) -> Period:
    return Period(in_utc(start, "from"), in_utc(end, "to"))
