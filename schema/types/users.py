"""People as the API shows them, one interface and one type a role, and their teams."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import strawberry

from schema import ids
from schema.context import Info
from schema.types import availability, on_call  # schedules show their teams: each of the two modules knows the other
from schema.types.enums import Role
from schema.types.nodes import Node
from schema.types.skills import SkillLevel, skill_levels_of
from schema.types.weekdays import weekly_windows_of
from siems import models
from siems.domain.hours import WeeklyHours

if TYPE_CHECKING:
    from schema.types.availability import Absence, Availability, WorkingHours
    from schema.types.on_call import OnCallSchedule


@strawberry.interface(description="A person of the organization. The id stays the same when the role changes.")
class User(Node):
    name: str = strawberry.field(description="The name, as the person writes it.")
    email: str | None = strawberry.field(description="The address to log in with; none until invited.")
    role: Role = strawberry.field(description="What the person may do.")
    active: bool = strawberry.field(description="False once deactivated.")
    created_at: datetime = strawberry.field(description="When the person was added.")
    uuid: strawberry.Private[UUID]
    time_zone: strawberry.Private[str]
    stored_hours: strawberry.Private[list[dict[str, Any]] | None]

    @strawberry.field(description="The teams that the person belongs to, in the order of their names.")
    async def teams(self, info: Info) -> list["Team"]:
        return [team_of(row) for row in await info.context.loaders.teams_of.load(self.uuid)]

    @strawberry.field(description="What the person can do, the highest level first.")
    async def skills(self, info: Info) -> list[SkillLevel]:
        return skill_levels_of(await info.context.loaders.skills_of.load(self.uuid))

    @strawberry.field(description="When the person works, by the clocks where they live.")
    def working_hours(self) -> Annotated["WorkingHours", strawberry.lazy("schema.types.availability")]:
        hours = None if self.stored_hours is None else WeeklyHours.read(self.stored_hours)
        windows = None if hours is None else weekly_windows_of(hours.windows)
        return availability.WorkingHours(time_zone=self.time_zone, windows=windows)

    @strawberry.field(description="Whether the person can be given something new at this moment; null if unknown.")
    async def availability(
        self, info: Info
    ) -> Annotated["Availability", strawberry.lazy("schema.types.availability")] | None:
        presence = await info.context.loaders.presences.load(self.uuid)
        return None if presence is None else availability.availability_of(presence, self.active)

    @strawberry.field(
        description="Whether the person has a verified contact method. Null if that is not for you to know: managers, "
        "admins and the person may."
    )
    async def reachable(self, info: Info) -> bool | None:
        return await info.context.loaders.reachable.load(self.uuid)

    @strawberry.field(description="When the person is away, as far as it is not over, in order.")
    async def absences(self, info: Info) -> list[Annotated["Absence", strawberry.lazy("schema.types.availability")]]:
        return [availability.absence_of(away) for away in await info.context.loaders.absences_of.load(self.uuid)]


@strawberry.type(description="Runs the organization.")
class Admin(User):
    pass


@strawberry.type(description="Runs the incidents.")
class Manager(User):
    pass


@strawberry.type(description="Works incidents.")
class Engineer(User):
    pass


@strawberry.type(description="People who work incidents together.")
class Team(Node):
    name: str = strawberry.field(description="Unique in the organization.")
    manager_id: strawberry.Private[UUID | None]
    uuid: strawberry.Private[UUID]

    @strawberry.field(description="Who answers for the team.")
    async def manager(self, info: Info) -> User | None:
        return await load_user(info, self.manager_id)

    @strawberry.field(description="Its active members in the order of their names.")
    async def members(self, info: Info) -> list[User]:
        return [user_of(row) for row in await info.context.loaders.members.load(self.uuid)]

    @strawberry.field(description="Its on-call schedules in the order of their names.")
    async def on_call_schedules(
        self, info: Info
    ) -> list[Annotated["OnCallSchedule", strawberry.lazy("schema.types.on_call")]]:
        rows = await info.context.loaders.on_call_schedules_of.load(self.uuid)
        return [on_call.on_call_schedule_of(row) for row in rows]

    @strawberry.field(description="Who is on call for it now, in the order of its schedules, each once.")
    async def on_call(self, info: Info) -> list[User]:
        return await load_users(info, await info.context.loaders.on_call.load(self.uuid))


_TYPES: Mapping[Role, type[User]] = {
    Role.ADMIN: Admin,
    Role.MANAGER: Manager,
    Role.ENGINEER: Engineer,
}


def user_of(row: models.User) -> User:
    return _TYPES[row.role](
        id=ids.encode("User", row.id),
        name=row.name,
        email=row.email,
        role=row.role,
        active=row.deactivated_at is None,
        created_at=row.created_at,
        uuid=row.id,
        time_zone=row.time_zone,
        stored_hours=row.working_hours,
    )


def team_of(row: models.Team) -> Team:
    return Team(id=ids.encode("Team", row.id), name=row.name, manager_id=row.manager_id, uuid=row.id)


async def load_user(info: Info, id: UUID | None) -> User | None:
    row = None if id is None else await info.context.loaders.users.load(id)
    return None if row is None else user_of(row)


async def load_users(info: Info, ids: list[UUID]) -> list[User]:
    """The people with these ids, in this order."""
    return [user_of(row) for row in await info.context.loaders.users.load_many(ids) if row is not None]


async def load_team(info: Info, id: UUID | None) -> Team | None:
    row = None if id is None else await info.context.loaders.teams.load(id)
    return None if row is None else team_of(row)
