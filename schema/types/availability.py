"""When people work and when they are away, as the API shows it."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from schema import ids
from schema.context import Info
from schema.types import users as people  # people show their absences: each of the two modules knows the other
from schema.types.weekdays import WeeklyWindow
from siems.domain.availability import Presence
from siems.services.availability import Away

if TYPE_CHECKING:
    from schema.types.users import User


@strawberry.type(description="How somebody is at this moment.")
class Availability:
    available: bool = strawberry.field(description="They can be given something new: active, not absent, not off.")
    absent_until: datetime | None = strawberry.field(description="The end of the absence that they are in.")
    switched_off: bool = strawberry.field(description="They, or their manager, have said that they take nothing new.")
    switched_off_until: datetime | None = strawberry.field(description="When that ends by itself, if it does.")
    in_working_hours: bool | None = strawberry.field(description="Null if they have said no working hours.")


@strawberry.type(description="When somebody works, by the clocks where they live.")
class WorkingHours:
    time_zone: str = strawberry.field(description="A name of the IANA database: Europe/Berlin.")
    windows: list[WeeklyWindow] | None = strawberry.field(description="The hours of the week; null: none said.")


@strawberry.type(description="Whole days on which somebody is away, by the clocks where they live.")
class Absence:
    id: strawberry.ID = strawberry.field(description="For removing it.")
    starts_on: date = strawberry.field(description="The first day.")
    ends_on: date = strawberry.field(description="The last day, which belongs to it.")
    note: str | None = strawberry.field(description="Null to all but the person, their managers and admins.")
    user_id: strawberry.Private[UUID]

    @strawberry.field(description="Who is away.")
    async def user(self, info: Info) -> Annotated["User", strawberry.lazy("schema.types.users")] | None:
        return await people.load_user(info, self.user_id)


def availability_of(presence: Presence, active: bool) -> Availability:
    return Availability(
        available=active and presence.available,
        absent_until=presence.absent_until,
        switched_off=presence.switched_off,
        switched_off_until=presence.switched_off_until,
        in_working_hours=presence.in_hours,
    )


def absence_of(away: Away) -> Absence:
    row = away.row
    return Absence(
        id=ids.encode("Absence", row.id),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        note=away.note,
        user_id=row.user_id,
    )
