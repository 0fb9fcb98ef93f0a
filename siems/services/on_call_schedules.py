"""On-call schedules: writing them, changing them, doing away with them, and standing in for somebody."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from siems.domain.callers import Caller
from siems.domain.errors import ValidationFailed, Violation
from siems.domain.hours import Span
from siems.domain.log import ConfigurationAction, SubjectKind, timestamp
from siems.domain.users import Power
from siems.models import OnCallOverride, OnCallSchedule, Team
from siems.repositories.on_call import schedule_of
from siems.repositories.unit_of_work import UnitOfWork, UnitsOfWork
from siems.services import configuration
from siems.services.on_call_drafts import (
    YEARS,
    LayerDraft,
    RotationDraft,
    ScheduleDraft,
    problem_with_person,
)
from siems.services.team_authority import must_run
from siems.services.weekly_hours import WindowDraft

__all__ = ["LayerDraft", "OnCallScheduleService", "RotationDraft", "ScheduleDraft", "WindowDraft", "schedule_of"]

MOST_OF_A_TEAM, MOST_OF_AN_ORGANIZATION, MOST_OVERRIDES = 20, 500, 200
LONGEST_OVERRIDE = timedelta(days=366)


class OnCallScheduleService:
    """Admins change all schedules, a team's manager those of the team."""

    def __init__(self, units: UnitsOfWork) -> None:
        self._units = units

    async def all(self, caller: Caller, team_id: UUID | None = None) -> list[OnCallSchedule]:
        """Those that are not deleted, of one team or of all, in the order of their names."""
        caller.user.must(Power.SEE_DIRECTORY)
        async with self._units.of(caller.user.organization_id) as work:
            schedules = work.on_call_schedules
            return await (schedules.by_name() if team_id is None else schedules.of_team(team_id))

    async def by_ids(self, caller: Caller, ids: list[UUID]) -> dict[UUID, OnCallSchedule]:
        """Those of the schedules that the caller may see, by id; none that is deleted."""
        if not caller.user.may(Power.SEE_DIRECTORY):
            return {}
        async with self._units.of(caller.user.organization_id) as work:
            return await work.on_call_schedules.there_by_ids(ids)

    async def of_teams(self, caller: Caller, team_ids: list[UUID]) -> dict[UUID, list[OnCallSchedule]]:
        """Those of each team that has any, in the order of their names."""
        caller.user.must(Power.SEE_DIRECTORY)
        async with self._units.of(caller.user.organization_id) as work:
            return await work.on_call_schedules.of_teams(team_ids)

    async def create(self, caller: Caller, team_id: UUID, draft: ScheduleDraft) -> OnCallSchedule:
        """Adds a schedule. Raises ValidationFailed with everything that is wrong."""
        caller.user.must(Power.RUN_TEAMS)
        async with self._units.of(caller.user.organization_id) as work:
            await work.users.keep_in_office()
            team = await work.teams.get(team_id, "teamId")
            must_run(caller, team)
            columns = await draft.checked(work)
            await work.on_call_schedules.keep_others_from_adding()
            await _check_numbers(work, team)
            row = await work.on_call_schedules.create(team.id, **columns)
            after = {"team": _reference(team), **await _logged(work, columns)}
            await _log(work, caller, row, ConfigurationAction.CREATED, {}, after)
        return row

    async def update(self, caller: Caller, schedule_id: UUID, draft: ScheduleDraft) -> OnCallSchedule:
        """Changes what the draft gives; its layers replace all that there are. The overrides stay."""
        caller.user.must(Power.RUN_TEAMS)
        async with self._units.of(caller.user.organization_id) as work:
            await work.users.keep_in_office()
            row = await _own(work, caller, schedule_id)
            given = await draft.checked(work, row)
            changes = {column: value for column, value in given.items() if value != getattr(row, column)}
            if changes:
                await _rewrite(work, caller, row, changes)
        return row

    async def delete(self, caller: Caller, schedule_id: UUID, reason: str | None = None) -> OnCallSchedule:
        """Does away with a schedule: nobody is on call through it any more."""
        caller.user.must(Power.RUN_TEAMS)
        reason = configuration.checked_reason(reason)
        async with self._units.of(caller.user.organization_id) as work:
            row = await _own(work, caller, schedule_id)
            await work.on_call_schedules.delete(row)
            await _log(work, caller, row, ConfigurationAction.DELETED, {"name": row.name}, {}, reason)
        return row

    async def add_override(
        self,
        caller: Caller,
        schedule_id: UUID,
        user_id: UUID,
        starts_at: datetime,
        ends_at: datetime,
        reason: str | None = None,
    ) -> OnCallOverride:
        """Puts somebody on call whatever the layers say, and whatever older overrides do."""
        caller.user.must(Power.RUN_TEAMS)
        reason, span = configuration.checked_reason(reason), Span(starts_at, ends_at)
        async with self._units.of(caller.user.organization_id) as work:
            await work.users.keep_in_office()
            row = await _own(work, caller, schedule_id)
            await _check_override(work, row, user_id, span)
            override = await work.on_call_schedules.add_override(row.id, user_id, span, caller.user.id)
            after = await _override_logged(work, row, override)
            await _log(work, caller, row, ConfigurationAction.OVERRIDE_ADDED, {}, after, reason)
        return override

    async def remove_override(self, caller: Caller, override_id: UUID, reason: str | None = None) -> OnCallOverride:
        """Takes an override back: what it covered counts again, as if it had never been there."""
        caller.user.must(Power.RUN_TEAMS)
        reason = configuration.checked_reason(reason)
        async with self._units.of(caller.user.organization_id) as work:
            found = await work.on_call_schedules.override(override_id, "overrideId")
            row = await _own(work, caller, found.schedule_id, "overrideId")
            # Once more, since whoever held the schedule's lock may have removed it.
            override = await work.on_call_schedules.override(override_id, "overrideId")
            await work.on_call_schedules.remove_override(override.id)
            before = await _override_logged(work, row, override)
            await _log(work, caller, row, ConfigurationAction.OVERRIDE_REMOVED, before, {}, reason)
        return override


async def _own(work: UnitOfWork, caller: Caller, schedule_id: UUID, field: str = "onCallScheduleId") -> OnCallSchedule:
    """The schedule, locked. Raises NotFound, or Forbidden if the caller does not run its team."""
    row = await work.on_call_schedules.get_locked(schedule_id, field)
    must_run(caller, await work.teams.get(row.team_id, field))
    return row


async def _check_numbers(work: UnitOfWork, team: Team) -> None:
    """Raises ValidationFailed unless there may be one schedule more."""
    for count, most, whose in (
        (len(await work.on_call_schedules.of_team(team.id)), MOST_OF_A_TEAM, team.name),
        (await work.on_call_schedules.count(), MOST_OF_AN_ORGANIZATION, "The organization"),
    ):
        if count >= most:
            message = f"{whose} has {most} on-call schedules, which is all that there may be. Delete some of them."
            raise ValidationFailed([Violation((), message)])


async def _check_override(work: UnitOfWork, row: OnCallSchedule, user_id: UUID, span: Span) -> None:
    """Raises ValidationFailed with everything that is wrong."""
    found: list[Violation] = []
    if problem := problem_with_person(await work.users.find(user_id)):
        found.append(Violation(("userId",), problem))
    if not {span.start.year, span.end.year} <= set(YEARS):
        found.append(Violation(("endsAt",), f"Both must be in the years {YEARS[0]} to {YEARS[-1]}."))
    elif span.start >= span.end:
        found.append(Violation(("endsAt",), "This must be after `startsAt`."))
    elif span.end <= work.now:
        found.append(Violation(("endsAt",), "This must be in the future."))
    elif span.end - span.start > LONGEST_OVERRIDE:
        found.append(Violation(("endsAt",), f"This must be at most {LONGEST_OVERRIDE.days} days after `startsAt`."))
    for other in await work.on_call_schedules.overrides([row.id], span) if span.start < span.end else ():
        if (other.user_id, other.starts_at, other.ends_at) == (user_id, span.start, span.end):
            found.append(Violation((), "There is this very override already."))
    if await work.on_call_schedules.upcoming_overrides(row.id) >= MOST_OVERRIDES:
        message = f"{row.name} has {MOST_OVERRIDES} overrides to come, which is all that there may be."
        found.append(Violation((), f"{message} Remove some of them."))
    if found:
        raise ValidationFailed(found)


async def _rewrite(work: UnitOfWork, caller: Caller, row: OnCallSchedule, changes: Mapping[str, Any]) -> None:
    before = await _logged(work, {column: getattr(row, column) for column in changes})
    for column, value in changes.items():
        setattr(row, column, value)
    await work.on_call_schedules.rewrite(row, *changes)
    await _log(work, caller, row, ConfigurationAction.UPDATED, before, await _logged(work, changes))


async def _log(
    work: UnitOfWork,
    caller: Caller,
    row: OnCallSchedule,
    action: ConfigurationAction,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    reason: str | None = None,
) -> None:
    await configuration.log(work, caller, SubjectKind.ON_CALL_SCHEDULE, row, action, before, after, reason)


async def _logged(work: UnitOfWork, columns: Mapping[str, Any]) -> dict[str, Any]:
    """The columns as the log keeps them: people with their names, so that an entry can be read on its own."""
    layers = columns.get("layers", [])
    people = await work.users.by_ids([UUID(id) for layer in layers for id in layer["participants"]])
    named = [
        {**layer, "participants": [_reference(people[UUID(id)]) for id in layer["participants"]]} for layer in layers
    ]
    return {**columns, **({"layers": named} if "layers" in columns else {})}


async def _override_logged(work: UnitOfWork, row: OnCallSchedule, override: OnCallOverride) -> dict[str, Any]:
    return {
        "schedule": _reference(row),
        "override": {
            "id": str(override.id),
            "user": _reference(await work.users.get(override.user_id, "userId")),
            "starts_at": timestamp(override.starts_at),
            "ends_at": timestamp(override.ends_at),
        },
    }


def _reference(row: Any) -> dict[str, str]:
    return {"id": str(row.id), "name": row.name}
