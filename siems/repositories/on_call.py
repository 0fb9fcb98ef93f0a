"""On-call schedules with their overrides, and when the people on them are away."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from tortoise.queryset import QuerySet

from siems.domain.errors import NotFound
from siems.domain.hours import Span, WeeklyHours
from siems.domain.on_call import Layer, Override, Rotation, RotationUnit, Schedule
from siems.models import OnCallOverride, OnCallSchedule, User
from siems.repositories.absences import AbsenceRepository
from siems.repositories.base import DeletableRepository

_FOR_EVER = datetime.max.replace(tzinfo=UTC)


class OnCallScheduleRepository(DeletableRepository[OnCallSchedule]):
    model = OnCallSchedule
    noun = "on-call schedule"
    unique_name = "one_on_call_schedule_of_a_name"

    async def of_team(self, team_id: UUID) -> list[OnCallSchedule]:
        """Those of a team, in the order of their names."""
        return (await self.of_teams([team_id])).get(team_id, [])

    async def of_teams(self, team_ids: Collection[UUID]) -> dict[UUID, list[OnCallSchedule]]:
        """Those of each team that has any, in the order of their names."""
        found: dict[UUID, list[OnCallSchedule]] = defaultdict(list)
        for row in await self._there().filter(team_id__in=list(team_ids)).order_by("name", "id"):
            found[row.team_id].append(row)
        return found

    async def get(self, id: UUID, field: str) -> OnCallSchedule:
        """As everywhere, but what is deleted is not found."""
        return self._found(await super().get(id, field), field)

    async def create(self, team_id: UUID, **columns: Any) -> OnCallSchedule:
        """Adds a schedule. Raises ValidationFailed if there is one of that name."""
        row = OnCallSchedule(organization_id=self._organization_id, team_id=team_id, **columns)
        row.created_at = self._transaction.now
        return await self.insert(row)

    async def keep_others_from_adding(self) -> None:
        """Until the commit, nobody else adds a schedule: now they can be counted. To be taken before any row lock."""
        key = f"on-call schedules {self._organization_id}"
        await self._transaction.rows("SELECT pg_advisory_xact_lock(hashtextextended($1::text, 0))", key)

    async def override(self, id: UUID, field: str) -> OnCallOverride:
        """The override with this id. Raises NotFound, blaming the input `field`."""
        row = await self._overrides().get_or_none(id=id)
        if row is None:
            raise NotFound("on-call override", field)
        return row

    async def overrides_by_id(self, ids: Collection[UUID]) -> dict[UUID, OnCallOverride]:
        """Those of the overrides that exist, by id."""
        return {row.id: row for row in await self._overrides().filter(id__in=list(ids))}

    async def upcoming_overrides(self, schedule_id: UUID) -> int:
        """How many overrides of the schedule are not over."""
        return await self._overrides().filter(schedule_id=schedule_id, ends_at__gt=self._transaction.now).count()

    async def add_override(self, schedule_id: UUID, user_id: UUID, span: Span, created_by_id: UUID) -> OnCallOverride:
        row = OnCallOverride(organization_id=self._organization_id, schedule_id=schedule_id, user_id=user_id)
        row.starts_at, row.ends_at = span.start, span.end
        row.created_by_id, row.created_at = created_by_id, self._transaction.now
        await row.save(using_db=self._transaction.connection, force_create=True)
        return row

    async def remove_override(self, id: UUID) -> bool:
        """Deletes an override; whether it was still there."""
        return bool(await self._overrides().filter(id=id).delete())

    def _overrides(self) -> QuerySet[OnCallOverride]:
        return OnCallOverride.filter(organization_id=self._organization_id).using_db(self._transaction.connection)

    async def overrides(self, schedule_ids: Collection[UUID], within: Span) -> list[OnCallOverride]:
        """The overrides of these schedules that touch `within`, the newest first."""
        rows = self._overrides().filter(
            schedule_id__in=list(schedule_ids), starts_at__lt=within.end, ends_at__gt=within.start
        )
        return await rows.order_by("-created_at", "-id")

    async def as_domain(self, rows: Collection[OnCallSchedule], within: Span) -> dict[UUID, Schedule]:
        """The schedules as the domain knows them, with their overrides `within`, by id. One query, however many."""
        overrides: dict[UUID, list[Override]] = defaultdict(list)
        for row in await self.overrides([row.id for row in rows], within):
            overrides[row.schedule_id].append(Override(row.id, row.user_id, Span(row.starts_at, row.ends_at)))
        return {row.id: schedule_of(row, overrides[row.id]) for row in rows}

    async def away(self, user_ids: Collection[UUID], within: Span) -> dict[UUID, list[Span]]:
        """When each of these people is not there: absent, or deactivated. Two queries, however many."""
        connection = self._transaction.connection
        people = {
            user.id: user
            for user in await User.filter(organization_id=self._organization_id, id__in=list(user_ids)).using_db(
                connection
            )
        }
        zones = {user.id: ZoneInfo(user.time_zone) for user in people.values()}
        away = defaultdict(list, await AbsenceRepository(self._transaction).spans(zones, within))
        for user in people.values():
            if user.deactivated_at is not None:
                away[user.id].append(Span(user.deactivated_at, _FOR_EVER))
        return away


def schedule_of(row: OnCallSchedule, overrides: Collection[Override] = ()) -> Schedule:
    """The schedule as the domain knows it. Raises nothing for what `services.on_call_schedules` has let in."""
    return Schedule(ZoneInfo(row.time_zone), tuple(_layer(layer) for layer in row.layers), tuple(overrides))


def layers_as_stored(layers: Collection[Layer]) -> list[dict[str, Any]]:
    """The column `layers` for these."""
    return [
        {
            "name": layer.name,
            "unit": layer.rotation.unit.value,
            "length": layer.rotation.length,
            "starts_at": f"{layer.rotation.starts_at:%Y-%m-%dT%H:%M}",
            "participants": [str(id) for id in layer.rotation.participants],
            "hours": None if layer.hours is None else layer.hours.stored(),
        }
        for layer in layers
    ]


def people_of(schedules: Collection[Schedule]) -> set[UUID]:
    """Everybody whom the schedules name."""
    return {
        *(id for schedule in schedules for layer in schedule.layers for id in layer.rotation.participants),
        *(override.user_id for schedule in schedules for override in schedule.overrides),
    }


def _layer(stored: Mapping[str, Any]) -> Layer:
    rotation = Rotation(
        RotationUnit(stored["unit"]),
        stored["length"],
        datetime.fromisoformat(stored["starts_at"]),
        tuple(UUID(id) for id in stored["participants"]),
    )
    hours = stored["hours"]
    return Layer(stored["name"], rotation, None if hours is None else WeeklyHours.read(hours))
