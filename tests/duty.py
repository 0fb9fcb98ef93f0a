"""On-call schedules, overrides and absences for tests, as they are stored."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from factories import Person, World

from siems.domain.hours import WeeklyHours
from siems.domain.on_call import Layer, Rotation, RotationUnit
from siems.models import Absence, OnCallOverride, OnCallSchedule
from siems.models.base import new_id
from siems.repositories.on_call import layers_as_stored


async def on_call(
    world: World,
    team_id: UUID,
    *people: Person,
    name: str = "Primary",
    turn: timedelta = timedelta(days=7),
    hours: WeeklyHours | None = None,
) -> OnCallSchedule:
    """A schedule of one layer, in UTC. The first of the people is on call from now on, for a turn."""
    layers = [layer(await now(world), *people, turn=turn, hours=hours)]
    return await scheduled(world, team_id, layers, name)


def layer(
    since: datetime, *people: Person, turn: timedelta = timedelta(days=7), hours: WeeklyHours | None = None
) -> Layer:
    """A layer whose first handoff is at a moment, to the minute."""
    starts_at = since.astimezone(UTC).replace(tzinfo=None, second=0, microsecond=0)
    rotation = Rotation(RotationUnit.HOURS, turn // timedelta(hours=1), starts_at, tuple(each.id for each in people))
    return Layer("Rotation", rotation, hours)


async def scheduled(
    world: World, team_id: UUID, layers: Sequence[Layer], name: str = "Primary", time_zone: str = "UTC"
) -> OnCallSchedule:
    """A schedule of these layers."""
    async with world.app.units.of(world.organization.id) as work:
        return await work.on_call_schedules.insert(
            OnCallSchedule(
                organization_id=world.organization.id,
                team_id=team_id,
                name=name,
                time_zone=time_zone,
                layers=layers_as_stored(layers),
                created_at=work.now,
            )
        )


async def override(world: World, schedule: OnCallSchedule, person: Person, hours: float, starts_in: float = 0) -> None:
    """Puts somebody on call in so many hours, for so many hours."""
    async with world.app.units.of(world.organization.id) as work:
        starts_at = work.now + timedelta(hours=starts_in)
        row = OnCallOverride(
            organization_id=world.organization.id,
            schedule_id=schedule.id,
            user_id=person.id,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=hours),
            created_by_id=person.id,
            created_at=work.now,
        )
        await row.save(using_db=work.connection, force_create=True)


async def away(world: World, person: Person) -> None:
    """Makes somebody absent yesterday, today and tomorrow."""
    async with world.app.units.of(world.organization.id) as work:
        today = work.now.date()
        row = Absence(
            id=new_id(),
            organization_id=world.organization.id,
            user_id=person.id,
            starts_on=today - timedelta(days=1),
            ends_on=today + timedelta(days=1),
            created_at=work.now,
        )
        await row.save(using_db=work.connection, force_create=True)


async def now(world: World) -> datetime:
    """What the clock of the test says."""
    async with world.app.units.of(world.organization.id) as work:
        return work.now
